/**
 * Finds out what the network lets this node do, and makes a {@code NetReport} of it: asks STUN
 * responders from sockets of its own, relays by HTTP, routers by what the port mapper knows. Asks
 * nobody but the relays and routers in use; each part has its own time limit and none can hold up
 * the rest. Blocks, on virtual threads.
 */
package app.bothways.net.survey;
