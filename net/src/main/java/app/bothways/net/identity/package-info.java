/** Who a node is: its Ed25519 key, its public id, and the certificates made from them. */
package app.bothways.net.identity;
