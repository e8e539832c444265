package app.bothways.pairing;

import app.bothways.net.address.NodeAddr;
import java.util.ArrayList;
import java.util.LinkedHashSet;

/** Joining what is known of where a device is. */
final class Hints {
  private Hints() {}

  /** Both lists, the first ones first; the id is that of {@code known}. */
  static NodeAddr merge(NodeAddr known, NodeAddr named) {
    var relays = new LinkedHashSet<>(known.relays());
    relays.addAll(named.relays());
    var direct = new LinkedHashSet<>(known.direct());
    direct.addAll(named.direct());
    return new NodeAddr(known.id(), new ArrayList<>(relays), new ArrayList<>(direct));
  }
}
