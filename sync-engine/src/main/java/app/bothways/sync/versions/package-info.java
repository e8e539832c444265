/**
 * What was replaced or deleted here because another device said so, kept for a while under {@code
 * .bothways/versions}. A version is put there by one rename of the very file that came out of the
 * tree, so that a crash leaves it in one place or the other.
 */
package app.bothways.sync.versions;
