package app.bothways.net.relay.server;

/**
 * What a relay has done since its start. Counters are read one after another: they may be apart by
 * what happened in between.
 *
 * @param clients registered now, each connection counted
 * @param accepted TCP connections accepted
 * @param admitted clients that proved their key and were let in
 * @param denied clients refused, for their proof or by the access rule
 * @param bytesReceived content of frames that carry datagrams
 * @param packetsForwarded carrier frames put in a receiver's queue
 * @param bytesForwarded their content
 * @param droppedQueueFull carrier frames dropped because their receiver takes too little
 * @param unknownDestination carrier frames for keys that are not connected
 * @param protocolErrors connections closed for what they sent
 */
public record RelayServerStats(
    int clients,
    long accepted,
    long admitted,
    long denied,
    long bytesReceived,
    long packetsForwarded,
    long bytesForwarded,
    long droppedQueueFull,
    long unknownDestination,
    long protocolErrors) {}
