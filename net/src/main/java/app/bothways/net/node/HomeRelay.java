package app.bothways.net.node;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which relay others are told to look for this node at. Pure. */
final class HomeRelay {
  private static final Duration WORTH_IT = Duration.ofMillis(10);
  private static final Duration UNMEASURED = Duration.ofSeconds(1);

  private HomeRelay() {}

  /**
   * The fastest relay with an authenticated connection. The present one stays while it is
   * connected, unless another is faster by a third and by 10 ms at least: changing home costs every
   * peer a lookup.
   */
  static Optional<RelayUrl> choose(List<RelayView> relays, Optional<RelayUrl> present) {
    List<RelayView> open = relays.stream().filter(r -> r.state() == State.CONNECTED).toList();
    Optional<RelayView> best =
        open.stream()
            .min(Comparator.comparing(HomeRelay::latency).thenComparing(r -> "" + r.url()));
    Optional<RelayView> kept =
        open.stream().filter(r -> present.filter(r.url()::equals).isPresent()).findFirst();
    if (best.isEmpty() || kept.isEmpty()) {
      return best.map(RelayView::url);
    }
    Duration now = latency(kept.get());
    Duration then = latency(best.get());
    boolean move =
        then.multipliedBy(3).compareTo(now.multipliedBy(2)) < 0
            && now.minus(then).compareTo(WORTH_IT) >= 0;
    return Optional.of(move ? best.get().url() : kept.get().url());
  }

  /**
   * The relays that peers are told of: home first, then the fastest other one that is connected. It
   * is kept warm by both sides, so that a home relay that dies is left at once.
   */
  static List<RelayUrl> told(List<RelayView> relays, Optional<RelayUrl> home) {
    Stream<RelayUrl> second =
        relays.stream()
            .filter(r -> r.state() == State.CONNECTED && !home.equals(Optional.of(r.url())))
            .min(Comparator.comparing(HomeRelay::latency).thenComparing(r -> "" + r.url()))
            .map(RelayView::url)
            .stream();
    return Stream.concat(home.stream(), second).toList();
  }

  private static Duration latency(RelayView relay) {
    return relay.latency().orElse(UNMEASURED);
  }
}
