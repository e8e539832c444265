/**
 * Which way the datagrams to a peer go. Ways are found (candidates), proven (authenticated STUN
 * probes), measured, chosen and given up here; nothing but probes is ever sent to an address that
 * has not been proven. One {@link app.bothways.net.path.PeerPaths} per peer, all on the event loop.
 */
package app.bothways.net.path;
