/**
 * One UDP socket and the relays, made to look like one socket to QUIC: every QUIC connection talks
 * to a made-up address (a {@link app.bothways.net.socket.Flow}), and where its datagrams really go
 * is decided beneath it, datagram by datagram. Everything here runs on one event loop.
 */
package app.bothways.net.socket;
