package app.bothways.net.relay.server;

import app.bothways.net.relay.server.metrics.Delays;
import java.util.concurrent.atomic.LongAdder;

/** The figures behind {@link RelayServerStats} and the metrics page. */
final class Counters {
  final Attendance clients = new Attendance();
  final LongAdder accepted = new LongAdder();
  final LongAdder closed = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder admitted = new LongAdder();
  final LongAdder tlsLogins = new LongAdder();
  final LongAdder denied = new LongAdder();
  final LongAdder accessUnanswered = new LongAdder();
  final LongAdder accessBusy = new LongAdder();
  final LongAdder revoked = new LongAdder();
  final LongAdder disconnects = new LongAdder();
  final LongAdder inactiveAdded = new LongAdder();
  final LongAdder inactiveRemoved = new LongAdder();
  final LongAdder packetsReceived = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder packetsForwarded = new LongAdder();
  final LongAdder bytesForwarded = new LongAdder();
  final LongAdder droppedQueueFull = new LongAdder();
  final LongAdder unknownDestination = new LongAdder();
  final LongAdder protocolErrors = new LongAdder();
  final LongAdder pings = new LongAdder();
  final LongAdder pongs = new LongAdder();
  final LongAdder bytesRateLimited = new LongAdder();
  final LongAdder connectionsRateLimited = new LongAdder();
  final LongAdder quotasUsedUp = new LongAdder();
  final LongAdder usedUpNow = new LongAdder();
  final UniqueKeys uniqueKeys = new UniqueKeys();
  final Delays forwarding = new Delays();

  RelayServerStats snapshot() {
    return new RelayServerStats(
        clients.present(),
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
