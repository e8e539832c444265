/**
 * What both ends of a relay connection do alike: sending within a bound in bytes that any thread
 * may hit, noticing a reader that takes nothing, and keeping the connection alive.
 */
package app.bothways.net.relay.flow;
