package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.protocol.RelayFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is connected. For each key the newest connection is the active one and receives; older ones
 * stay, may send, and are promoted, the latest first, when the active one leaves. Any thread.
 */
final class ClientRegistry {
  /** Connections with one key beside the active one; the oldest beyond that is closed. */
  static final int MAX_WAITING = 8;

  /** Receivers remembered per key, to be told when it goes; those beyond that learn by sending. */
  static final int MAX_RECEIVERS = 4096;

  /** Immutable but for {@code receivers}, which grows as the key sends. */
  private record Seat(
      ConnectedClient active, List<ConnectedClient> waiting, Set<NodeId> receivers) {}

  private final ConcurrentHashMap<NodeId, Seat> seats = new ConcurrentHashMap<>();
  private final Counters counters;

  ClientRegistry(Counters counters) {
    this.counters = counters;
  }

  /** The connection that receives for {@code node}. */
  Optional<ConnectedClient> find(NodeId node) {
    return Optional.ofNullable(seats.get(node)).map(Seat::active);
  }

  /** Every connection, the waiting ones among them; a snapshot that may be a moment old. */
  List<ConnectedClient> everyone() {
    var all = new ArrayList<ConnectedClient>(seats.size());
    for (Seat seat : seats.values()) {
      all.add(seat.active());
      all.addAll(seat.waiting());
    }
    return all;
  }

  /** What waits for all of them. */
  long queuedBytes() {
    return everyone().stream().mapToLong(client -> client.sender().held()).sum();
  }

  boolean isActive(ConnectedClient client) {
    return find(client.id()).filter(active -> active == client).isPresent();
  }

  void enter(ConnectedClient client) {
    var replaced = new ArrayList<ConnectedClient>(1);
    var tooMany = new ArrayList<ConnectedClient>(1);
    seats.compute(
        client.id(),
        (_, seat) -> {
          if (seat == null) {
            return new Seat(client, List.of(), ConcurrentHashMap.newKeySet());
          }
          var waiting = new ArrayList<>(seat.waiting());
          waiting.add(seat.active());
          replaced.add(seat.active());
          if (waiting.size() > MAX_WAITING) {
            tooMany.add(waiting.removeFirst());
          }
          return new Seat(client, List.copyOf(waiting), seat.receivers());
        });
    counters.inactiveAdded.add(replaced.size());
    counters.inactiveRemoved.add(tooMany.size());
    replaced.forEach(ConnectedClient::tellReplaced);
    tooMany.forEach(ConnectedClient::close);
  }

  void leave(ConnectedClient client) {
    var promoted = new ArrayList<ConnectedClient>(1);
    var orphaned = new ArrayList<NodeId>();
    seats.computeIfPresent(
        client.id(),
        (_, seat) -> {
          if (seat.active() != client) {
            var waiting = seat.waiting().stream().filter(other -> other != client).toList();
            counters.inactiveRemoved.add(seat.waiting().size() - waiting.size());
            return new Seat(seat.active(), waiting, seat.receivers());
          }
          if (seat.waiting().isEmpty()) {
            orphaned.addAll(seat.receivers());
            return null;
          }
          ConnectedClient next = seat.waiting().getLast();
          promoted.add(next);
          var rest = seat.waiting().subList(0, seat.waiting().size() - 1);
          return new Seat(next, List.copyOf(rest), seat.receivers());
        });
    counters.inactiveRemoved.add(promoted.size());
    promoted.forEach(ConnectedClient::tellHealthy);
    // RACE: the same key may come back here meanwhile; receivers take the notice as a hint only.
    var gone = new RelayFrame.EndpointGone(client.id());
    orphaned.forEach(receiver -> find(receiver).ifPresent(r -> r.tell(gone)));
  }

  /** Remembers that {@code from} has sent to {@code to}, which is connected. */
  void noteReceiver(NodeId from, NodeId to) {
    Seat seat = seats.get(from);
    if (seat != null && seat.receivers().size() < MAX_RECEIVERS) {
      seat.receivers().add(to);
    }
  }
}
