/**
 * Keeps folders the same on several devices and never loses an edit. {@link
 * app.bothways.sync.SyncEngine} is its whole public face; decisions are made by the pure packages
 * {@code plan} and {@code core}, everything that touches the world is done by the others.
 */
package app.bothways.sync;
