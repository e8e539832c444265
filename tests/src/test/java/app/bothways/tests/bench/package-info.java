/**
 * Measurements, run by hand, never by the build: what one process of a pair does. The figures they
 * gave are in docs/performance-network.md and docs/nat.md.
 */
package app.bothways.tests.bench;
