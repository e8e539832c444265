/**
 * QUIC (RFC 9000) between two nodes: mutual TLS 1.3 with pinned Ed25519 keys, the control stream on
 * which both ends talk about paths, and streams that block for virtual threads. Netty stops here.
 */
package app.bothways.net.quic;
