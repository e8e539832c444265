/**
 * Reads the relay's configuration file, with the keys of iroh-relay and some of our own, and keeps
 * a running relay to it. Whatever is wrong in a file is one line that names the key and where it
 * stands; a file with a fault changes nothing. {@link
 * app.bothways.net.relay.server.config.RelayFile} is the entrance.
 */
package app.bothways.net.relay.server.config;
