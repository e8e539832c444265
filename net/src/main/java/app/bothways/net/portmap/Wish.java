package app.bothways.net.portmap;

import java.time.Duration;

/**
 * What a gateway is asked for.
 *
 * @param port this node's UDP port
 * @param external the port wanted outside; the gateway may choose another one
 */
record Wish(int port, int external, Duration lifetime) {}
