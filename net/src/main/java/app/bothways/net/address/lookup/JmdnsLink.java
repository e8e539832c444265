package app.bothways.net.address.lookup;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import javax.jmdns.impl.JmDNSImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link MdnsLink} of JmDNS, whose calls take up to seconds: they run on virtual threads. */
final class JmdnsLink implements MdnsLink, ServiceListener {
  static final String TYPE = "_bothways._udp.local.";
  private static final String TAG_KEY = "t";

  /** Records in JmDNS's cache, which itself knows no bound. */
  private static final int MAX_RECORDS = 8192;

  /** Announcements that came in parts and are being asked for at a time. */
  private static final int MAX_REQUESTS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(JmdnsLink.class);

  private final InetAddress address;
  private final int port;
  private final AdvertBook book;
  private final Map<String, ServiceInfo> announced = new ConcurrentHashMap<>();
  private final Semaphore requests = new Semaphore(MAX_REQUESTS);
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("mdns-link").factory());
  private volatile Optional<JmDNS> dns = Optional.empty();
  private volatile boolean failed;
  private volatile boolean closed;

  private JmdnsLink(InetAddress address, int port, AdvertBook book) {
    this.address = address;
    this.port = port;
    this.book = book;
  }

  /** Returns at once; the link is ready some seconds later. */
  static JmdnsLink open(InetAddress address, int port, AdvertBook book) {
    var link = new JmdnsLink(address, port, book);
    link.run(link::create);
    return link;
  }

  private void create() {
    try {
      // A name of its own: two nodes on one machine must not take each other for a conflict, and
      // the machine's name is nobody's business.
      JmDNS created = JmDNS.create(address, "bothways-" + randomName());
      dns = Optional.of(created);
      if (closed) {
        created.close();
      } else {
        created.addServiceListener(TYPE, this);
      }
    } catch (IOException | RuntimeException cause) {
      failed = true;
      LOG.debug("no multicast DNS on {}: {}", address.getHostAddress(), cause.toString());
    }
  }

  static String randomName() {
    var bytes = new byte[8];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void announce(String name, Tag tag) {
    run(
        () -> {
          if (dns.isPresent()) {
            var info = ServiceInfo.create(TYPE, name, port, 0, 0, Map.of(TAG_KEY, tag.hex()));
            announced.put(name, info);
            register(dns.get(), info);
          }
        });
  }

  private void register(JmDNS open, ServiceInfo info) {
    try {
      open.registerService(info);
    } catch (IOException | RuntimeException cause) {
      LOG.info("cannot announce on {}: {}", address.getHostAddress(), cause.toString());
    }
  }

  @Override
  public void withdraw(String name) {
    // Waits for its own goodbye; what is announced next must not wait with it.
    run(
        () ->
            Optional.ofNullable(announced.remove(name))
                .ifPresent(
                    info ->
                        Thread.ofVirtual()
                            .name("mdns-withdraw")
                            .start(() -> dns.ifPresent(open -> open.unregisterService(info)))));
  }

  @Override
  public void lookAgain() {
    run(
        () ->
            dns.ifPresent(
                open -> {
                  open.removeServiceListener(TYPE, this);
                  open.addServiceListener(TYPE, this);
                }));
  }

  @Override
  public boolean spent() {
    return failed
        || dns.isPresent()
            && dns.get() instanceof JmDNSImpl open
            && open.getCache().size() > MAX_RECORDS;
  }

  @Override
  public void close() {
    closed = true;
    run(() -> dns.ifPresent(this::closeDns));
    worker.shutdown();
  }

  private void closeDns(JmDNS open) {
    try {
      open.close();
    } catch (IOException | RuntimeException cause) {
      LOG.debug("closing multicast DNS", cause);
    }
  }

  private void run(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException over) {
      LOG.debug("closed already");
    }
  }

  /** Comes when only the name is known: asks for the rest, unless too many are being asked for. */
  @Override
  public void serviceAdded(ServiceEvent event) {
    if (event.getInfo().hasData()) {
      serviceResolved(event);
    } else if (!closed && requests.tryAcquire()) {
      Thread.ofVirtual().name("mdns-request").start(() -> request(event));
    }
  }

  private void request(ServiceEvent event) {
    try {
      event.getDNS().requestServiceInfo(event.getType(), event.getName(), 1);
    } finally {
      requests.release();
    }
  }

  @Override
  public void serviceRemoved(ServiceEvent event) {
    book.gone(source(event));
  }

  @Override
  public void serviceResolved(ServiceEvent event) {
    ServiceInfo info = event.getInfo();
    int announcedPort = info.getPort();
    Optional.ofNullable(info.getPropertyString(TAG_KEY))
        .flatMap(Tag::parse)
        .filter(_ -> !closed && announcedPort > 0 && announcedPort < 65536)
        .ifPresent(
            tag ->
                book.seen(
                    new AdvertBook.Advert(
                        source(event),
                        tag,
                        Arrays.stream(info.getInetAddresses())
                            .limit(AdvertBook.MAX_ADDRESSES)
                            .map(this::scoped)
                            .map(found -> new InetSocketAddress(found, announcedPort))
                            .toList())));
  }

  private AdvertBook.Source source(ServiceEvent event) {
    return new AdvertBook.Source(address, event.getName());
  }

  /** A link-local address means something on the link only on which it was heard. */
  private InetAddress scoped(InetAddress found) {
    if (found instanceof Inet6Address six
        && six.isLinkLocalAddress()
        && address instanceof Inet6Address own) {
      try {
        return Inet6Address.getByAddress(null, six.getAddress(), own.getScopeId());
      } catch (UnknownHostException impossible) {
        return found;
      }
    }
    return found;
  }
}
