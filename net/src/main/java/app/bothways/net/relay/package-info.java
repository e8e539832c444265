/** Relays: infrastructure that forwards sealed datagrams between node ids and can read none. */
package app.bothways.net.relay;
