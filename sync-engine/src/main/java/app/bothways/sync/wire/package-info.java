/**
 * Entries and messages as bytes: messages, and single entries in the database, in the wire format
 * of Protocol Buffers, written and read by hand; the rows inside a message as a list of
 * differences. Both are in {@code docs/exchange.md}. Unknown fields are skipped, unknown bits of a
 * row are refused, everything read is checked and bounded.
 */
package app.bothways.sync.wire;
