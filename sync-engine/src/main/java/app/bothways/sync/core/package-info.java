/**
 * The deterministic heart of a folder: events in, effects out, one thread. Nothing here reads a
 * clock, a disk, the network or a random source; time comes with the events, storage is the {@link
 * app.bothways.sync.core.Index} that it is given. The same code runs in the product and in the
 * cluster simulation.
 */
package app.bothways.sync.core;
