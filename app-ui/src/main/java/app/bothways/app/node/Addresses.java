package app.bothways.app.node;

import app.bothways.net.NetEvent;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a path that worked teaches about where a device is: a hint for the next dial. */
final class Addresses {
  private static final int KEPT = 4;

  private Addresses() {}

  /** A node and the path on which it has just been heard. */
  record Seen(NodeId id, PathView path) {}

  static Optional<Seen> seen(NetEvent event) {
    return switch (event) {
      case NetEvent.Connected up -> Optional.of(new Seen(up.peer(), up.path()));
      case NetEvent.PathChanged changed -> Optional.of(new Seen(changed.peer(), changed.to()));
      case NetEvent.Disconnected _,
          NetEvent.RelayChanged _,
          NetEvent.AddressesChanged _,
          NetEvent.RelaysTold _,
          NetEvent.RecordRead _ ->
          Optional.empty();
    };
  }

  /** {@code known} with the way of {@code path} first; few of each kind, so stale ones leave. */
  static NodeAddr learn(NodeAddr known, PathView path) {
    return switch (path.kind()) {
      case NONE -> known;
      case RELAY ->
          RelayUrl.parse(path.address())
              .map(url -> new NodeAddr(known.id(), first(url, known.relays()), known.direct()))
              .orElse(known);
      case DIRECT ->
          socket(path.address())
              .map(at -> new NodeAddr(known.id(), known.relays(), first(at, known.direct())))
              .orElse(known);
    };
  }

  /** {@code known} with what the device itself said, in a record or over a connection, first. */
  static NodeAddr learn(NodeAddr known, List<RelayUrl> relays, List<InetSocketAddress> direct) {
    NodeAddr better = known;
    for (RelayUrl url : relays.reversed()) {
      better = new NodeAddr(known.id(), first(url, better.relays()), better.direct());
    }
    for (InetSocketAddress at : direct.reversed()) {
      better = new NodeAddr(known.id(), better.relays(), first(at, better.direct()));
    }
    return better;
  }

  private static <T> List<T> first(T newest, List<T> others) {
    var list = new ArrayList<T>();
    list.add(newest);
    others.stream().filter(other -> !other.equals(newest)).limit(KEPT - 1L).forEach(list::add);
    return list;
  }

  /** Reads {@code ip:port} and {@code [ip]:port}; never asks a name server. */
  static Optional<InetSocketAddress> socket(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 1 || port > 65535) {
        return Optional.empty();
      }
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
