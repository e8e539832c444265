/**
 * The relay server: forwards sealed datagrams between node keys that have proved themselves. It
 * reads no payload, stores nothing, and holds for each client at most a fixed number of bytes, so
 * that a slow reader slows nobody. {@link app.bothways.net.relay.server.RelayServer} is the
 * entrance.
 */
package app.bothways.net.relay.server;
