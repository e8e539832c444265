/**
 * The control socket: JSON-RPC 2.0, one message per line of at most 1 MiB, over a Unix-domain
 * socket in the home. Whoever may open the socket may command the node; the home's permissions
 * (0700) are the guard. The shapes of answers are those of the command line and are built here, in
 * one place.
 */
package app.bothways.app.control;
