package app.bothways.app.node;

import app.bothways.app.TrafficWish;
import app.bothways.net.identity.NodeId;
import app.bothways.sync.Limits;
import app.bothways.sync.SyncEngine;
import app.bothways.sync.Traffic;
import java.util.HashMap;
import java.util.Optional;

/** Changes limits and order of transfers by what people name. */
final class Traffics {
  private Traffics() {}

  static synchronized Traffic change(SyncEngine sync, TrafficWish wish, Optional<NodeId> device) {
    Traffic before = sync.traffic();
    Limits limits = before.limits();
    var devices = new HashMap<>(limits.devices());
    device.ifPresent(id -> devices.put(id, wish.over(limits.of(id))));
    devices.values().removeIf(Limits.Rates.NONE::equals);
    var now =
        new Traffic(
            new Limits(
                device.isEmpty() ? wish.over(limits.all()) : limits.all(),
                devices,
                wish.lan().orElse(limits.lan())),
            wish.order().orElse(before.order()));
    if (!now.equals(before)) {
      sync.traffic(now);
    }
    return now;
  }
}
