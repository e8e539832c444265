package app.bothways.net.relay.server;

import java.util.concurrent.atomic.LongAdder;

/** The figures behind {@link RelayServerStats}. */
final class Counters {
  final LongAdder clients = new LongAdder();
  final LongAdder accepted = new LongAdder();
  final LongAdder admitted = new LongAdder();
  final LongAdder denied = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder packetsForwarded = new LongAdder();
  final LongAdder bytesForwarded = new LongAdder();
  final LongAdder droppedQueueFull = new LongAdder();
  final LongAdder unknownDestination = new LongAdder();
  final LongAdder protocolErrors = new LongAdder();

  RelayServerStats snapshot() {
    return new RelayServerStats(
        clients.intValue(),
        accepted.sum(),
        admitted.sum(),
        denied.sum(),
        bytesReceived.sum(),
        packetsForwarded.sum(),
        bytesForwarded.sum(),
        droppedQueueFull.sum(),
        unknownDestination.sum(),
        protocolErrors.sum());
  }
}
