package app.bothways.net.portmap;

import app.bothways.net.report.PortMapping;
import app.bothways.net.report.PortMapping.Offer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a port mapped to this node on each default gateway that grants one, until closed. Works on
 * a thread of its own; any thread may call.
 */
public final class PortMapper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PortMapper.class);
  private static final int MAPPING_PORT = 5351;
  private static final int SSDP_PORT = 1900;

  /** Gateways are looked for again at least so often. */
  private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * @param port this node's UDP port
   * @param interfaces whose gateways are asked; empty for all but loopback
   */
  public record Place(int port, List<String> interfaces) {
    public Place {
      interfaces = List.copyOf(interfaces);
    }
  }

  private final Place place;
  private final Gateways gateways;
  private final List<MappingProtocol> protocols;
  private final Consumer<List<PortMapping>> changed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<Gateway, GatewayMapping> mappings = new LinkedHashMap<>();
  private volatile List<PortMapping> told = List.of();
  private Optional<Thread> worker = Optional.empty();
  private boolean hurry;
  private boolean closed;

  PortMapper(
      Place place,
      Gateways gateways,
      List<MappingProtocol> protocols,
      Consumer<List<PortMapping>> changed) {
    this.place = place;
    this.gateways = gateways;
    this.protocols = List.copyOf(protocols);
    this.changed = changed;
  }

  /**
   * @param secret known to this node only and the same after a restart
   * @param changed gets all mappings whenever they are others than before
   */
  public static PortMapper of(Place place, byte[] secret, Consumer<List<PortMapping>> changed) {
    return new PortMapper(
        place, SystemGateways.here(), protocols(MAPPING_PORT, SSDP_PORT, secret), changed);
  }

  static List<MappingProtocol> protocols(int mappingPort, int ssdpPort, byte[] secret) {
    return List.of(new Pcp(mappingPort, secret), new Pmp(mappingPort), new Igd(ssdpPort));
  }

  /** Begins; returns at once. */
  public void start() {
    lock.lock();
    try {
      if (!closed && worker.isEmpty()) {
        worker = Optional.of(Thread.ofVirtual().name("portmap").start(this::work));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The mappings that hold now. */
  public List<PortMapping> mappings() {
    return told;
  }

  /** Gateways are looked for and asked again at once; those that are gone are forgotten. */
  public void networkChanged() {
    lock.lock();
    try {
      hurry = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Asks each gateway what it offers. Maps nothing. Blocks for a few seconds. */
  public List<Offer> offers() {
    return gateways.find(place.interfaces()).stream()
        .map(gateway -> new GatewayMapping(gateway, protocols, place.port()))
        .flatMap(one -> one.offers().stream())
        .toList();
  }

  private void work() {
    try {
      while (true) {
        List<GatewayMapping> all = look();
        all.forEach(GatewayMapping::round);
        tell(all);
        if (!await(all)) {
          return;
        }
      }
    } catch (InterruptedException end) {
      LOG.trace("closed");
    }
  }

  private List<GatewayMapping> look() {
    List<Gateway> found = gateways.find(place.interfaces());
    lock.lock();
    try {
      mappings.keySet().retainAll(found);
      found.forEach(
          gateway ->
              mappings.computeIfAbsent(
                  gateway, g -> new GatewayMapping(g, protocols, place.port())));
      if (hurry) {
        hurry = false;
        mappings.values().forEach(GatewayMapping::hurry);
      }
      return List.copyOf(mappings.values());
    } finally {
      lock.unlock();
    }
  }

  private void tell(List<GatewayMapping> all) {
    var now = all.stream().map(GatewayMapping::mapping).flatMap(Optional::stream).toList();
    boolean others = !externals(now).equals(externals(told));
    told = now;
    if (others) {
      changed.accept(now);
    }
  }

  private static List<Object> externals(List<PortMapping> all) {
    return new ArrayList<>(all.stream().map(PortMapping::external).toList());
  }

  /** False when there is nothing more to do. */
  private boolean await(List<GatewayMapping> all) throws InterruptedException {
    long due = all.stream().mapToLong(GatewayMapping::dueIn).min().orElse(LOOK_NANOS);
    lock.lock();
    try {
      long left = Math.min(LOOK_NANOS, due);
      while (!closed && !hurry && left > 0) {
        left = news.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Releases the mappings. Blocks for a third of a second at most; what was not released by then
   * runs out.
   */
  @Override
  public void close() {
    List<GatewayMapping> all;
    lock.lock();
    try {
      closed = true;
      news.signalAll();
      all = List.copyOf(mappings.values());
      mappings.clear();
    } finally {
      lock.unlock();
    }
    told = List.of();
    worker.ifPresent(Thread::interrupt);
    var releases =
        all.stream()
            .map(one -> Thread.ofVirtual().name("portmap-release").start(one::release))
            .toList();
    try {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
      for (Thread release : releases) {
        release.join(java.time.Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
