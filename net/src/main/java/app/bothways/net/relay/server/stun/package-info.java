/**
 * Tells whoever asks by UDP from which address the question came (RFC 8489, binding only). Keeps
 * nothing but a small table that bounds how much one address can make it answer.
 */
package app.bothways.net.relay.server.stun;
