package app.bothways.app.node;

import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.pairing.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a link to every device in the list and none to any other: a device that is paired gets one,
 * one that is removed loses it and its folders before the removal returns. Remembers where devices
 * were reached.
 */
final class DeviceLinks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceLinks.class);

  private final Parts parts;
  private final DirectMode direct;
  private final Map<NodeId, Device> known = new HashMap<>();
  private final List<Subscription> subscriptions;
  private final ExecutorService learning;

  DeviceLinks(Parts parts, DirectMode direct) {
    this.parts = parts;
    this.direct = direct;
    this.learning =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("app-addresses").factory());
    this.subscriptions =
        List.of(
            parts.devices().changes(this::update), parts.endpoint().events(this::learnFromEvent));
    update(parts.devices().devices());
  }

  private synchronized void update(List<Device> devices) {
    Map<NodeId, Device> now = new HashMap<>();
    devices.forEach(device -> now.put(device.id(), device));
    for (Device gone : List.copyOf(known.values())) {
      if (!now.containsKey(gone.id())) {
        known.remove(gone.id());
        parts.links().drop(gone.id());
        parts.sync().forget(gone.id());
        LOG.info("Device {} was removed", gone.id().shortText());
      }
    }
    for (Device device : devices) {
      Device before = known.put(device.id(), device);
      if (before == null) {
        parts.endpoint().policy(device.id(), effective(device.policy()));
        parts.links().keep(device.lastAddress());
      } else if (before.policy() != device.policy()) {
        parts.endpoint().policy(device.id(), effective(device.policy()));
      }
    }
  }

  /** Without direct transport only the relay is left; said so, both sides can tell why. */
  private PathPolicy effective(PathPolicy chosen) {
    return direct == DirectMode.OFF && chosen == PathPolicy.AUTO ? PathPolicy.RELAY_ONLY : chosen;
  }

  /** Called on a thread of the endpoint, which must not wait for the database. */
  private void learnFromEvent(NetEvent event) {
    Addresses.seen(event)
        .ifPresent(
            seen -> {
              try {
                learning.execute(() -> learn(seen));
              } catch (RejectedExecutionException closing) {
                // The address will be learnt again.
              }
            });
  }

  private void learn(Addresses.Seen seen) {
    try {
      parts
          .devices()
          .device(seen.id())
          .ifPresent(
              device -> {
                NodeAddr better = Addresses.learn(device.lastAddress(), seen.path());
                if (!better.equals(device.lastAddress())) {
                  parts.devices().lastAddress(better);
                  parts.links().keep(better);
                }
              });
    } catch (RuntimeException e) {
      LOG.warn("An address could not be remembered: {}", e.toString());
    }
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    learning.close();
  }
}
