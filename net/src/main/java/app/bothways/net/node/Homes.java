package app.bothways.net.node;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which relay is home now, and which others are told of. A relay counts for as fast as the fastest
 * of its last {@value #LATELY} pings, a minute or so: one that came late through a full queue moves
 * nobody, while a relay that has become slow is left when it has been slow for that long. Written
 * on the event loop, read by anybody.
 */
final class Homes {
  static final int LATELY = 4;

  private final Map<RelayUrl, Deque<Duration>> pings = new HashMap<>();
  private volatile Optional<RelayUrl> home = Optional.empty();
  private volatile List<RelayUrl> told = List.of();

  /** Whether others have to be told anew. */
  enum News {
    SAME,
    MOVED
  }

  Optional<RelayUrl> home() {
    return home;
  }

  /** Home first; see {@link HomeRelay#told}. */
  List<RelayUrl> told() {
    return told;
  }

  /**
   * {@code changed} is new.
   *
   * @param candidates all relays that may be home, as they are now
   */
  News changed(RelayView changed, List<RelayView> candidates) {
    if (candidates.stream().anyMatch(one -> one.url().equals(changed.url()))) {
      note(changed);
    }
    List<RelayView> steady = candidates.stream().map(this::steady).toList();
    home = HomeRelay.choose(steady, home);
    List<RelayUrl> now = HomeRelay.told(steady, home);
    boolean moved = !now.equals(told);
    told = now;
    return moved ? News.MOVED : News.SAME;
  }

  private void note(RelayView view) {
    if (view.state() != State.CONNECTED) {
      pings.remove(view.url());
      return;
    }
    Deque<Duration> last = pings.computeIfAbsent(view.url(), _ -> new ArrayDeque<>());
    view.latency().filter(ping -> !ping.equals(last.peekLast())).ifPresent(last::add);
    if (last.size() > LATELY) {
      last.remove();
    }
  }

  private RelayView steady(RelayView view) {
    Deque<Duration> last = pings.get(view.url());
    return last == null || last.isEmpty()
        ? view
        : new RelayView(
            view.url(), view.state(), Optional.of(Collections.min(last)), view.detail());
  }
}
