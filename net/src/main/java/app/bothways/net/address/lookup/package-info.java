/**
 * Finding addresses of nodes. Here: on the local network by multicast DNS, in which a node
 * announces tags and never its key. What is found is a claim; dialling proves it. Bounded against
 * floods, off the callers' threads, and gone without a trace when closed.
 */
package app.bothways.net.address.lookup;
