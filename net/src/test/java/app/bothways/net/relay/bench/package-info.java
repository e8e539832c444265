/** Measurements of a relay, started by hand through {@code tests/bench/network}; no test. */
package app.bothways.net.relay.bench;
