package app.bothways.net.link;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes hours and changes out of looks at the links. Pure: time comes in. Holds what was not
 * drained yet: at most {@link #MOST_CHANGES} changes of one device, however fast its link flaps.
 * One thread.
 */
final class LinkMeter {
  static final int MOST_CHANGES = 50;

  /** Between two looks that are further apart the machine slept, and nobody saw the links. */
  static final Duration ASLEEP = Duration.ofMinutes(1);

  private record Look(LinkState level, String address, Traffic traffic) {
    static Look at(PeerView view) {
      LinkState level =
          switch (view.link()) {
            case DIRECT, RELAYED -> view.link();
            case OFFLINE, CONNECTING -> LinkState.OFFLINE;
          };
      String address = level == LinkState.OFFLINE ? "" : view.path().address();
      return new Look(level, address, view.traffic());
    }

    boolean sameLink(Look other) {
      return level == other.level && address.equals(other.address);
    }
  }

  private record Slot(NodeId device, Instant hour) {}

  private final Map<NodeId, Look> last = new HashMap<>();
  private final Map<Slot, LinkHour> hours = new HashMap<>();
  private final Map<NodeId, Deque<LinkChange>> changes = new HashMap<>();
  private long lookedAt;

  /**
   * @param nanos of a clock that never goes back
   * @param wall the clock of the machine
   */
  void look(long nanos, Instant wall, Collection<PeerView> views) {
    Duration since = Duration.ofNanos(nanos - lookedAt);
    boolean awake = !last.isEmpty() && since.compareTo(ASLEEP) < 0;
    lookedAt = nanos;
    last.keySet().retainAll(views.stream().map(PeerView::id).toList());
    for (PeerView view : views) {
      Look now = Look.at(view);
      Look before = last.put(view.id(), now);
      if (before != null) {
        Slot slot = new Slot(view.id(), wall.truncatedTo(ChronoUnit.HOURS));
        LinkHour more = between(view.id(), slot.hour, awake ? since : Duration.ZERO, before, now);
        if (!more.equals(LinkHour.empty(view.id(), slot.hour))) {
          hours.merge(slot, more, LinkHour::plus);
        }
      }
      if (before == null || !before.sameLink(now)) {
        changed(new LinkChange(view.id(), wall, now.level, now.address, view.why()));
      }
    }
  }

  private static LinkHour between(
      NodeId device, Instant hour, Duration since, Look before, Look now) {
    LinkHour none = LinkHour.empty(device, hour);
    boolean drop = before.level != LinkState.OFFLINE && now.level == LinkState.OFFLINE;
    return new LinkHour(
        device,
        hour,
        before.level == LinkState.DIRECT ? since : none.direct(),
        before.level == LinkState.RELAYED ? since : none.relayed(),
        before.level == LinkState.OFFLINE ? since : none.offline(),
        drop ? 1 : 0,
        moved(before.traffic, now.traffic));
  }

  /** Counters that are lower than before have begun anew. */
  private static Traffic moved(Traffic before, Traffic now) {
    boolean anew =
        now.sentDirect() < before.sentDirect()
            || now.sentRelay() < before.sentRelay()
            || now.receivedDirect() < before.receivedDirect()
            || now.receivedRelay() < before.receivedRelay();
    Traffic from = anew ? Traffic.NONE : before;
    return new Traffic(
        now.sentDirect() - from.sentDirect(),
        now.sentRelay() - from.sentRelay(),
        now.receivedDirect() - from.receivedDirect(),
        now.receivedRelay() - from.receivedRelay());
  }

  private void changed(LinkChange change) {
    Deque<LinkChange> list = changes.computeIfAbsent(change.device(), _ -> new ArrayDeque<>());
    list.addLast(change);
    if (list.size() > MOST_CHANGES) {
      list.removeFirst();
    }
  }

  /** Whether there is more than time that passed without news. */
  boolean hasNews() {
    return !changes.isEmpty()
        || hours.values().stream()
            .anyMatch(hour -> hour.drops() > 0 || !hour.traffic().equals(Traffic.NONE));
  }

  /** What has gathered; it stays until {@link #clear}. */
  LinkHistory.Batch gathered() {
    List<LinkChange> all = new ArrayList<>();
    changes.values().forEach(all::addAll);
    return new LinkHistory.Batch(List.copyOf(hours.values()), all);
  }

  void clear() {
    hours.clear();
    changes.clear();
  }
}
