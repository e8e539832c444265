/** Read-only pictures of the network as it stands: relays, NAT, links, bytes by path. */
package app.bothways.net.report;
