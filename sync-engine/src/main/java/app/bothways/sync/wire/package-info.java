/**
 * Entries, observations and messages as bytes: the wire format of Protocol Buffers, written and
 * read by hand; the schema is in {@code docs/exchange.md}. Unknown fields are skipped, everything
 * read is checked and bounded.
 */
package app.bothways.sync.wire;
