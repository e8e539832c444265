/**
 * The language between a node and a relay: iroh-relay's frames in its versions 2 and 1, and the
 * proof of the node key at the start. Pure: no clock, no socket. Every decoder bounds what it
 * allocates by {@link app.bothways.net.relay.protocol.RelayFrames#MAX_FRAME} and refuses with
 * {@link app.bothways.net.relay.protocol.MalformedFrameException} and nothing else.
 */
package app.bothways.net.relay.protocol;
