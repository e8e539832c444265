/**
 * Asks the default gateway to send a port of its outside to this node: PCP (RFC 6887), NAT-PMP (RFC
 * 6886), UPnP-IGD. Only on the interfaces that the node may use and never on loopback; only what
 * the gateway itself answers counts, and no answer makes us allocate more than 64 KiB. Mappings are
 * renewed at half their life, asked anew when the network changes, and released when the node
 * closes; after a crash they run out by themselves. Everything blocks, on virtual threads.
 */
package app.bothways.net.portmap;
