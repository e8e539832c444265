/**
 * This node's connections to relays, one {@link app.bothways.net.relay.client.RelayClient} each:
 * dials, proves the node key, keeps alive, backs off, and says in which state it is.
 */
package app.bothways.net.relay.client;
