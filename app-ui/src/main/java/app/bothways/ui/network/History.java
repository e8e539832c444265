package app.bothways.ui.network;

import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What was seen of one device since the window opened: latencies of at most an hour, and counters
 * of the last seconds, from which the rates come. Bounded; one thread.
 */
final class History {
  static final Duration KEPT = Duration.ofHours(1);

  private static final Duration SPACING = Duration.ofMillis(900);
  private static final Duration RATE_WINDOW = Duration.ofSeconds(4);

  private record Count(Instant at, long sent, long received) {}

  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Deque<Count> counts = new ArrayDeque<>();

  void add(PeerView link, Instant at) {
    addLatency(link, at);
    addCount(link.traffic(), at);
  }

  private void addLatency(PeerView link, Instant at) {
    boolean connected = link.link() == LinkState.DIRECT || link.link() == LinkState.RELAYED;
    if (!connected || link.path().rtt().isEmpty()) {
      return;
    }
    if (!samples.isEmpty() && samples.getLast().at().isAfter(at)) {
      // Somebody set the clock back: times before and after cannot stand in one chart.
      samples.clear();
    }
    if (!samples.isEmpty() && samples.getLast().at().plus(SPACING).isAfter(at)) {
      return;
    }
    double ms = link.path().rtt().get().toNanos() / 1e6;
    PathView.Kind way =
        link.link() == LinkState.DIRECT ? PathView.Kind.DIRECT : PathView.Kind.RELAY;
    samples.add(new Sample(at, ms, way));
    while (samples.getFirst().at().isBefore(at.minus(KEPT))) {
      samples.removeFirst();
    }
  }

  private void addCount(Traffic traffic, Instant at) {
    Count now =
        new Count(
            at,
            traffic.sentDirect() + traffic.sentRelay(),
            traffic.receivedDirect() + traffic.receivedRelay());
    if (!counts.isEmpty()) {
      Count last = counts.getLast();
      // Counters begin anew when the network side restarts; a gap is time in which the window was
      // hidden, over which an average would be no rate of now.
      boolean anew = now.sent() < last.sent() || now.received() < last.received();
      boolean backwards = last.at().isAfter(at);
      if (anew || backwards || last.at().plus(RATE_WINDOW).isBefore(at)) {
        counts.clear();
      }
    }
    counts.add(now);
    while (counts.size() > 2 && counts.getFirst().at().isBefore(at.minus(RATE_WINDOW))) {
      counts.removeFirst();
    }
  }

  /** Bytes per second lately; 0 until two readings are half a second apart. */
  long sending() {
    return rate(Count::sent);
  }

  long receiving() {
    return rate(Count::received);
  }

  private long rate(java.util.function.ToLongFunction<Count> counter) {
    if (counts.size() < 2) {
      return 0;
    }
    Count first = counts.getFirst();
    Count last = counts.getLast();
    long ms = Duration.between(first.at(), last.at()).toMillis();
    return ms < 500 ? 0 : (counter.applyAsLong(last) - counter.applyAsLong(first)) * 1000 / ms;
  }

  List<Sample> samples() {
    return new ArrayList<>(samples);
  }
}
