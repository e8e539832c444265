/**
 * The nouns of synchronising: paths, contents, versions, entries. Values that cannot be built
 * invalid; nothing here touches clock, disk, network or randomness.
 */
package app.bothways.sync.model;
