/**
 * Bothways shown in one terminal: a relay and two whole nodes in temporary homes, on the loopback
 * interface only. Nothing in it is acted: real sockets, real databases, real files, every byte
 * compared at the end. Leaves nothing behind.
 */
package app.bothways.app.demo;
