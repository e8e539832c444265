/** Measurements of a relay, started by hand through {@code tests/relay-bench}; no test. */
package app.bothways.net.relay.bench;
