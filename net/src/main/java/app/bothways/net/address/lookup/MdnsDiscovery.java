package app.bothways.net.address.lookup;

import app.bothways.net.LanDiscovery;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import app.bothways.net.retry.Unending;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * {@link LanDiscovery} by multicast DNS (RFC 6762, RFC 6763): one service type, browsed all the
 * time on one address of each interface, so that a search finds what was announced long ago at
 * once. Follows the interfaces of the machine within {@link #WATCH_SECONDS}. Keeps nothing on disk.
 *
 * <p>No call blocks. Everything runs on daemon threads, but for one of JmDNS's own, which ends some
 * seconds after {@link #close}.
 */
public final class MdnsDiscovery implements LanDiscovery, AutoCloseable {
  static final int WATCH_SECONDS = 5;

  /** Opens a link on an address. */
  @FunctionalInterface
  interface Opener {
    MdnsLink open(InetAddress address, AdvertBook book);
  }

  /** Names the addresses to have links on now. */
  @FunctionalInterface
  interface Addresses {
    Set<InetAddress> current();
  }

  private final NodeId self;
  private final Opener opener;
  private final Addresses addresses;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(daemon("mdns-watch"));
  private final ExecutorService notifier = Executors.newSingleThreadExecutor(daemon("mdns-found"));
  private final AdvertBook book = new AdvertBook(this::notifySearcher, System::nanoTime);
  private final Map<InetAddress, MdnsLink> links = new HashMap<>();
  private final Map<String, Tag> announced = new HashMap<>();
  private boolean closed;

  /**
   * Returns at once; it takes some seconds until others hear this node.
   *
   * @param udpPort what is announced as this node's port
   * @param interfaces names of the interfaces to use; empty for all that are up and can multicast
   */
  public MdnsDiscovery(NodeId self, int udpPort, List<String> interfaces) {
    this(
        self,
        (address, book) -> JmdnsLink.open(address, udpPort, book),
        namedAddresses(List.copyOf(interfaces)),
        Duration.ofSeconds(WATCH_SECONDS));
  }

  private static Addresses namedAddresses(List<String> interfaces) {
    return () -> LinkAddresses.current(interfaces);
  }

  MdnsDiscovery(NodeId self, Opener opener, Addresses addresses, Duration watch) {
    this.self = self;
    this.opener = opener;
    this.addresses = addresses;
    watcher.scheduleWithFixedDelay(
        Unending.of("following the interfaces", this::followInterfaces),
        0,
        watch.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory daemon(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }

  /** Announces this node for those who know its key; the key itself is not in it. */
  public Subscription announceNode() {
    return advertise(Tag.ofNode(self));
  }

  /** Searches for a node that announces itself; rules as for {@link #find}. */
  public Subscription findNode(NodeId id, Consumer<Found> found) {
    return find(Tag.ofNode(id), found);
  }

  @Override
  public Subscription advertise(byte[] tag) {
    return advertise(Tag.of(tag));
  }

  private synchronized Subscription advertise(Tag tag) {
    String name = JmdnsLink.randomName();
    announced.put(name, tag);
    links.values().forEach(link -> link.announce(name, tag));
    return () -> withdraw(name);
  }

  private synchronized void withdraw(String name) {
    if (announced.remove(name) != null) {
      links.values().forEach(link -> link.withdraw(name));
    }
  }

  @Override
  public Subscription find(byte[] tag, Consumer<Found> found) {
    return find(Tag.of(tag), found);
  }

  private synchronized Subscription find(Tag tag, Consumer<Found> found) {
    Subscription search = book.search(tag, found);
    if (book.tookLoss()) {
      links.values().forEach(MdnsLink::lookAgain);
    }
    return search;
  }

  private synchronized void followInterfaces() {
    if (closed) {
      return;
    }
    Set<InetAddress> wanted = addresses.current();
    links
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = !wanted.contains(entry.getKey()) || entry.getValue().spent();
              if (over) {
                entry.getValue().close();
                book.goneFrom(entry.getKey());
              }
              return over;
            });
    wanted.forEach(address -> links.computeIfAbsent(address, this::openLink));
  }

  private MdnsLink openLink(InetAddress address) {
    MdnsLink link = opener.open(address, book);
    announced.forEach(link::announce);
    return link;
  }

  // RACE: called under the book's lock, so it must not take ours, under which we call the book.
  private void notifySearcher(Runnable call) {
    try {
      notifier.execute(call);
    } catch (RejectedExecutionException closedMeanwhile) {
      // Nobody is to be called any more.
    }
  }

  /** How many announcements are held. */
  int held() {
    return book.size();
  }

  /** Returns at once; the goodbyes go out behind it. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      watcher.shutdownNow();
      notifier.shutdown();
      links.values().forEach(MdnsLink::close);
      links.clear();
    }
  }
}
