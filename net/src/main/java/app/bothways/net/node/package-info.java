/**
 * The endpoint itself: joins the socket, the relays, the paths and QUIC, dials and accepts. One
 * event loop thread does all of it; other threads only ask it to.
 */
package app.bothways.net.node;
