package app.bothways.app.node;

import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.pairing.Device;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a link to every device in the list and none to any other: a device that is paired gets one,
 * one that is removed loses it and its folders before the removal returns. Remembers where devices
 * were reached.
 */
final class DeviceLinks implements AutoCloseable {
  private static final Duration RECORD_GAP = Duration.ofMinutes(30);
  private static final Logger LOG = LoggerFactory.getLogger(DeviceLinks.class);

  private final Parts parts;
  private final DirectMode direct;
  private final Map<NodeId, Device> known = new HashMap<>();
  private final List<Subscription> subscriptions;
  private final ExecutorService learning;

  /** When a record was last stored; on the learning thread only. */
  private final Map<NodeId, Long> recordKept = new HashMap<>();

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
        parts.endpoint().forget(gone.id());
        parts.sync().forget(gone.id());
        LOG.info("Device {} was removed", gone.id().shortText());
      }
    }
    for (Device device : devices) {
      Device before = known.put(device.id(), device);
      if (before == null) {
        parts.endpoint().policy(device.id(), effective(device.policy()));
        parts
            .devices()
            .record(device.id())
            .ifPresent(r -> parts.endpoint().remember(device.id(), r));
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
    switch (event) {
      case NetEvent.RelaysTold told ->
          later(told.peer(), known -> Addresses.learn(known, told.relays(), List.of()));
      case NetEvent.RecordRead read -> {
        NodeAddr said = read.address();
        later(said.id(), known -> Addresses.learn(known, said.relays(), said.direct()));
        keepRecord(said.id(), read.record());
      }
      case NetEvent.Connected _, NetEvent.PathChanged _ ->
          Addresses.seen(event)
              .ifPresent(seen -> later(seen.id(), known -> Addresses.learn(known, seen.path())));
      case NetEvent.Disconnected _, NetEvent.RelayChanged _, NetEvent.AddressesChanged _ -> {}
    }
  }

  private void later(NodeId id, UnaryOperator<NodeAddr> how) {
    inTurn(() -> parts.devices().device(id).ifPresent(device -> learn(device, how)));
  }

  private void learn(Device device, UnaryOperator<NodeAddr> how) {
    NodeAddr better = how.apply(device.lastAddress());
    if (!better.equals(device.lastAddress())) {
      parts.devices().lastAddress(better);
      parts.links().keep(better);
    }
  }

  /** A device signs a new one every few minutes: only one that is much newer is worth a write. */
  private void keepRecord(NodeId id, String record) {
    inTurn(
        () -> {
          long now = System.nanoTime();
          Long before = recordKept.get(id);
          if (before == null || now - before > RECORD_GAP.toNanos()) {
            parts.devices().record(id, record);
            recordKept.put(id, now);
          }
        });
  }

  private void inTurn(Runnable task) {
    try {
      learning.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOG.warn("An address could not be remembered: {}", e.toString());
            }
          });
    } catch (RejectedExecutionException closing) {
      // The address will be learnt again.
    }
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    learning.close();
  }
}
