package app.bothways.net.portmap;

import app.bothways.net.report.PortMapping;
import app.bothways.net.report.PortMapping.Offer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** RFC 6886 section 3.2.1, RFC 6887 section 14.1.3. */
  private static final int ANNOUNCEMENT_PORT = 5350;

  /** Gateways are looked for again at least so often. */
  private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * After this, and then after ever twice as long, when they are others than before: an address may
   * be there before the route is.
   */
  private static final long LOOK_FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Whoever calls out in a router's name makes us ask no more often than this. */
  private static final long CALLED_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * How this machine's network is seen.
   *
   * @param announcementPort where routers call out that they have started anew
   */
  record Network(Gateways gateways, int announcementPort) {}

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
  private final Network network;
  private final List<MappingProtocol> protocols;
  private final Consumer<List<PortMapping>> changed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<Gateway, GatewayMapping> mappings = new LinkedHashMap<>();
  private volatile List<PortMapping> told = List.of();
  private Optional<Thread> worker = Optional.empty();
  private final Set<InetAddress> callers = new HashSet<>();
  private long calledAt = System.nanoTime() - CALLED_AGAIN_NANOS;
  private boolean hurry;
  private boolean closed;

  // The worker only.
  private final Set<String> joined = new HashSet<>();
  private Optional<Announcements> announcements = Optional.empty();
  private long lookAgain = LOOK_FIRST_NANOS;

  PortMapper(
      Place place,
      Network network,
      List<MappingProtocol> protocols,
      Consumer<List<PortMapping>> changed) {
    this.place = place;
    this.network = network;
    this.protocols = List.copyOf(protocols);
    this.changed = changed;
  }

  /**
   * @param secret known to this node only and the same after a restart
   * @param changed gets all mappings whenever they are others than before
   */
  public static PortMapper of(Place place, byte[] secret, Consumer<List<PortMapping>> changed) {
    return new PortMapper(
        place,
        new Network(SystemGateways.here(), ANNOUNCEMENT_PORT),
        protocols(MAPPING_PORT, SSDP_PORT, secret),
        changed);
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
    return network.gateways().find(place.interfaces()).stream()
        .map(gateway -> new GatewayMapping(gateway, protocols, place.port()))
        .flatMap(one -> one.offers().stream())
        .toList();
  }

  private void work() {
    try {
      while (true) {
        long due = oneRound();
        if (!await(Math.min(lookAgain, due))) {
          return;
        }
      }
    } catch (InterruptedException end) {
      LOG.trace("closed");
    } finally {
      announcements.ifPresent(Announcements::close);
    }
  }

  /** Nanoseconds until a mapping needs something. */
  private long oneRound() {
    try {
      List<GatewayMapping> all = look();
      all.forEach(GatewayMapping::round);
      tell(all);
      return all.stream().mapToLong(GatewayMapping::dueIn).min().orElse(LOOK_NANOS);
    } catch (RuntimeException odd) {
      // Without this thread nothing would ever be mapped again.
      LOG.warn("port mapping", odd);
      return LOOK_NANOS;
    }
  }

  private List<GatewayMapping> look() {
    List<Gateway> found = network.gateways().find(place.interfaces());
    hear(found);
    lock.lock();
    try {
      boolean others = hurry || !mappings.keySet().equals(Set.copyOf(found));
      lookAgain = others ? LOOK_FIRST_NANOS : Math.min(LOOK_NANOS, 2 * lookAgain);
      mappings.keySet().retainAll(found);
      found.forEach(
          gateway ->
              mappings.computeIfAbsent(
                  gateway, g -> new GatewayMapping(g, protocols, place.port())));
      if (hurry) {
        hurry = false;
        mappings.values().forEach(GatewayMapping::hurry);
      }
      callers.forEach(
          one -> mappings.values().stream().filter(m -> m.at(one)).forEach(GatewayMapping::called));
      callers.clear();
      return List.copyOf(mappings.values());
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is listened for where there is no router that could call. */
  private void hear(List<Gateway> found) {
    if (announcements.isEmpty() && !found.isEmpty()) {
      try {
        announcements =
            Optional.of(Announcements.hear(network.announcementPort(), this::announced));
        joined.clear();
      } catch (IOException taken) {
        LOG.debug("announcements of routers are not heard: {}", taken.toString());
      }
    }
    for (Gateway gateway : found) {
      if (announcements.isPresent() && joined.add(gateway.nic())) {
        announcements.get().join(gateway.nic());
      }
    }
  }

  /** Only what comes from a gateway is heeded, and others cannot fill the set. */
  private void announced(InetAddress from) {
    lock.lock();
    try {
      boolean heeded = System.nanoTime() - calledAt >= CALLED_AGAIN_NANOS;
      if (heeded && mappings.values().stream().anyMatch(mapping -> mapping.at(from))) {
        calledAt = System.nanoTime();
        callers.add(from);
        news.signalAll();
      }
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
  private boolean await(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && !hurry && callers.isEmpty() && left > 0) {
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
