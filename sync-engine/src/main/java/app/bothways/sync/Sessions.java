package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.exchange.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The open sessions with each device. The latest is in use, for an older one may be dead without
 * having noticed. Guarded by itself.
 */
final class Sessions {
  private final Map<NodeId, List<Session>> open = new HashMap<>();

  synchronized Optional<Session> current(NodeId device) {
    List<Session> all = of(device);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  boolean connected(NodeId device) {
    return current(device).isPresent();
  }

  synchronized List<Session> of(NodeId device) {
    return open.getOrDefault(device, List.of());
  }

  synchronized List<Session> all() {
    return open.values().stream().flatMap(List::stream).toList();
  }

  synchronized Set<NodeId> devices() {
    return Set.copyOf(open.keySet());
  }

  synchronized void add(Session session) {
    var all = new ArrayList<>(of(session.device()));
    all.add(session);
    open.put(session.device(), List.copyOf(all));
  }

  /** Whether it was among them. */
  synchronized boolean remove(Session session) {
    NodeId device = session.device();
    var left = new ArrayList<>(of(device));
    boolean was = left.remove(session);
    if (left.isEmpty()) {
      open.remove(device);
    } else {
      open.put(device, List.copyOf(left));
    }
    return was;
  }
}
