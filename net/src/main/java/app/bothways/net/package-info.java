/**
 * Dials a device by its key, over whatever path there is, and accepts such dials.
 *
 * <p>Other rooms use {@link app.bothways.net.Endpoint}, {@link app.bothways.net.Connection}, {@link
 * app.bothways.net.Stream} and {@link app.bothways.net.ProtocolHandler}, and the values in the
 * {@code identity}, {@code address}, {@code link} and {@code report} packages; nothing else here is
 * theirs to import. No Netty type leaves this room. Streams block and are made for virtual threads.
 */
package app.bothways.net;
