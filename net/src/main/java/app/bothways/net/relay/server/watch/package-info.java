/** Notices that files have changed, by looking: works on every file system, also over links. */
package app.bothways.net.relay.server.watch;
