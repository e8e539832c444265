/**
 * Keeps the newest signed address record of each node (pkarr): what {@code PUT} and {@code GET
 * /pkarr/KEY} do, without HTTP. In memory only: records are published again every few minutes.
 */
package app.bothways.net.relay.server.pkarr;
