package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.PathView;
import java.util.ArrayList;
import java.util.LinkedHashSet;

/** Joining what is known of where a device is. */
final class Hints {
  private Hints() {}

  /** Where the other end of this connection is right now. */
  static NodeAddr observed(Connection connection) {
    NodeAddr nowhere = NodeAddr.of(connection.remote());
    PathView path = connection.path();
    return switch (path.kind()) {
      case NONE -> nowhere;
      case DIRECT -> nowhere.withDirect(Addresses.socket(path.address()).stream().toList());
      case RELAY -> RelayUrl.parse(path.address()).map(nowhere::withRelay).orElse(nowhere);
    };
  }

  /** Both lists, the first ones first; the id is that of {@code known}. */
  static NodeAddr merge(NodeAddr known, NodeAddr named) {
    var relays = new LinkedHashSet<>(known.relays());
    relays.addAll(named.relays());
    var direct = new LinkedHashSet<>(known.direct());
    direct.addAll(named.direct());
    return new NodeAddr(known.id(), new ArrayList<>(relays), new ArrayList<>(direct));
  }
}
