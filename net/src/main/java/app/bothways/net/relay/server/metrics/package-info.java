/**
 * Figures in the Prometheus text format. A small writer of our own: some dozens of counters that
 * exist anyway as {@code LongAdder}s, read when somebody asks. Knows nothing of relaying.
 */
package app.bothways.net.relay.server.metrics;
