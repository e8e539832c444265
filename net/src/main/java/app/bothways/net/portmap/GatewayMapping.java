package app.bothways.net.portmap;

import app.bothways.net.portmap.MappingProtocol.Memory;
import app.bothways.net.report.PortMapping;
import app.bothways.net.report.PortMapping.Offer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mapping on one gateway and when something is to be done about it. One thread at a time,
 * except {@link #mapping}.
 */
final class GatewayMapping {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayMapping.class);

  /** Renewed every quarter of an hour, so that a router that was restarted maps again soon. */
  private static final Duration LIFETIME = Duration.ofMinutes(30);

  /**
   * The first minutes are when a person looks on, and a lost answer or a router that is starting
   * itself must not cost them: tried again after 1, 2, 4 … s.
   */
  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);

  private static final Duration RETRY_LAST = Duration.ofMinutes(30);
  private static final Duration RENEW_SOONEST = Duration.ofSeconds(1);

  /** So often a router is asked whether it still knows. One small question on one's own network. */
  private static final Duration CHECK = Duration.ofMinutes(1);

  private record Held(
      MappingProtocol protocol, Granted granted, Instant until, long renewAt, long endsAt) {}

  private final Gateway gateway;
  private final List<MappingProtocol> protocols;
  private final int port;
  private volatile Optional<Held> held = Optional.empty();
  private Duration retry = RETRY_FIRST;
  private long dueAt = System.nanoTime();

  GatewayMapping(Gateway gateway, List<MappingProtocol> protocols, int port) {
    this.gateway = gateway;
    this.protocols = protocols.stream().filter(protocol -> protocol.fits(gateway)).toList();
    this.port = port;
  }

  Optional<PortMapping> mapping() {
    return held.map(
        h ->
            new PortMapping(
                h.protocol().name(), h.granted().external(), gateway.text(), h.until()));
  }

  /** Nanoseconds until {@link #round} has something to do; negative when it has now. */
  long dueIn() {
    return dueAt - System.nanoTime();
  }

  /** The network is another one: whatever is mapped is asked for again, now. */
  void hurry() {
    retry = RETRY_FIRST;
    dueAt = System.nanoTime();
    held = held.map(h -> new Held(h.protocol(), h.granted(), h.until(), dueAt, h.endsAt()));
  }

  boolean at(InetAddress address) {
    return Arrays.equals(gateway.address().getAddress(), address.getAddress());
  }

  /** Somebody calls out, in the gateway's name, that it has started anew: it is asked, soon. */
  void called() {
    retry = RETRY_FIRST;
    dueAt = System.nanoTime();
  }

  /** Maps, renews or asks whether the mapping is still there, when that is due. */
  void round() {
    if (dueIn() > 0) {
      return;
    }
    if (held.isPresent() && held.get().renewAt() - System.nanoTime() > 0 && !lost(held.get())) {
      next(held.get());
      return;
    }
    boolean renewed = held.isPresent() && renew(held.get());
    if (!renewed && (held.isEmpty() || held.get().endsAt() - System.nanoTime() <= 0)) {
      held = Optional.empty();
      begin();
    }
  }

  private boolean lost(Held now) {
    try {
      boolean lost = now.protocol().remembers(gateway, now.granted()) == Memory.LOST;
      if (lost) {
        LOG.info("the router {} has forgotten its port mappings", gateway.text());
      }
      return lost;
    } catch (IOException silent) {
      // It may be starting this very moment: what it answers the next time decides.
      return false;
    }
  }

  private void next(Held now) {
    long check = System.nanoTime() + CHECK.toNanos();
    dueAt = now.renewAt() - check < 0 ? now.renewAt() : check;
  }

  private boolean renew(Held now) {
    try {
      hold(now.protocol(), now.protocol().map(gateway, wish(now.granted().external().getPort())));
      LOG.debug("the port mapping on {} was renewed", gateway.text());
      return true;
    } catch (IOException failed) {
      LOG.debug("the port mapping was not renewed: {}", failed.toString());
      // What is left of its time is used for trying again, ever sooner.
      long left = now.endsAt() - System.nanoTime();
      long again = Math.min(retry.toNanos(), Math.max(RENEW_SOONEST.toNanos(), left / 4));
      dueAt = System.nanoTime() + again;
      held = Optional.of(new Held(now.protocol(), now.granted(), now.until(), dueAt, now.endsAt()));
      later();
      if (left <= RENEW_SOONEST.toNanos()) {
        held = Optional.empty();
        return false;
      }
      return true;
    }
  }

  private Wish wish(int external) {
    return new Wish(port, external, LIFETIME);
  }

  /** All protocols are asked at once; the first that is offered and grants a port is taken. */
  private void begin() {
    for (Offer offer : race()) {
      MappingProtocol protocol =
          protocols.stream().filter(p -> p.name() == offer.protocol()).findFirst().orElseThrow();
      try {
        hold(protocol, protocol.map(gateway, wish(port)));
        LOG.info("the router {} maps by {}", gateway.text(), protocol.name());
        return;
      } catch (IOException refused) {
        LOG.debug("{} on {}: {}", protocol.name(), gateway.text(), refused.toString());
      }
    }
    dueAt = System.nanoTime() + retry.toNanos();
    later();
  }

  private void later() {
    retry = retry.multipliedBy(2).compareTo(RETRY_LAST) > 0 ? RETRY_LAST : retry.multipliedBy(2);
  }

  /** What is offered, in the order in which the answers came; ends where one has been taken. */
  private Iterable<Offer> race() {
    BlockingQueue<Offer> answers = new LinkedBlockingQueue<>();
    protocols.forEach(
        protocol ->
            Thread.ofVirtual().name("portmap-probe").start(() -> answers.add(probe(protocol))));
    return () -> new Answers(answers, protocols.size());
  }

  /** Always an answer: those who wait for one would wait for ever. */
  private Offer probe(MappingProtocol protocol) {
    try {
      return protocol.probe(gateway);
    } catch (RuntimeException odd) {
      LOG.warn("{} on {}", protocol.name(), gateway.text(), odd);
      return Offers.absent(protocol.name(), gateway, odd.toString());
    }
  }

  private void hold(MappingProtocol protocol, Granted granted) {
    long now = System.nanoTime();
    long life = granted.lifetime().toNanos();
    long renewAt = now + Math.max(RENEW_SOONEST.toNanos(), life / 2);
    var fresh =
        new Held(protocol, granted, Instant.now().plus(granted.lifetime()), renewAt, now + life);
    held = Optional.of(fresh);
    retry = RETRY_FIRST;
    next(fresh);
  }

  /** What the gateway says to each protocol, asked now. Maps nothing; any thread. */
  List<Offer> offers() {
    var found = new ArrayList<Offer>();
    var answers = new LinkedBlockingQueue<Offer>();
    protocols.forEach(
        p -> Thread.ofVirtual().name("portmap-probe").start(() -> answers.add(probe(p))));
    try {
      while (found.size() < protocols.size()) {
        found.add(answers.take());
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    found.sort(java.util.Comparator.comparing(Offer::protocol));
    return found;
  }

  void release() {
    Optional<Held> last = held;
    held = Optional.empty();
    last.ifPresent(
        h -> h.protocol().release(gateway, wish(h.granted().external().getPort()), h.granted()));
  }

  /** Waits for as many answers as were asked for, and shows those that offer something. */
  private static final class Answers implements java.util.Iterator<Offer> {
    private final BlockingQueue<Offer> queue;
    private int left;
    private Optional<Offer> next = Optional.empty();

    Answers(BlockingQueue<Offer> queue, int left) {
      this.queue = queue;
      this.left = left;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next.isEmpty() && left > 0) {
          left--;
          next = Optional.of(queue.take()).filter(o -> o.state() == Offer.State.OFFERED);
        }
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        left = 0;
      }
      return next.isPresent();
    }

    @Override
    public Offer next() {
      Offer one = next.orElseThrow(java.util.NoSuchElementException::new);
      next = Optional.empty();
      return one;
    }
  }
}
