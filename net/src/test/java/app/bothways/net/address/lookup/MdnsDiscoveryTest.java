package app.bothways.net.address.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.LanDiscovery.Found;
import app.bothways.net.identity.NodeKey;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Speaks multicast on the loopback interface only. */
class MdnsDiscoveryTest {
  private static final byte[] TAG = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final String LOOPBACK = FakeAdverts.LOOPBACK;
  private static final int FLOOD = 600;

  private static MdnsDiscovery discovery(NodeKey key, int port) {
    return new MdnsDiscovery(key.id(), port, List.of(LOOPBACK));
  }

  private static Found next(BlockingQueue<Found> queue) throws InterruptedException {
    Found found = queue.poll(30, TimeUnit.SECONDS);
    assertThat(found).as("nothing was found for thirty seconds").isNotNull();
    return found;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited thirty seconds").isLessThan(end);
      Thread.sleep(10);
    }
  }

  @Test
  void twoNodesFindEachOtherByTagAndByKeyEvenInAFlood() throws Exception {
    var alice = NodeKey.generate();
    var bob = NodeKey.generate();
    try (var a = discovery(alice, 4001);
        var b = discovery(bob, 4002)) {
      var foundByKey = new LinkedBlockingQueue<Found>();
      a.announceNode();
      b.findNode(alice.id(), foundByKey::add);
      var local = InetAddress.getByName("127.0.0.1");
      assertThat(next(foundByKey).addresses()).containsExactly(new InetSocketAddress(local, 4001));

      for (int i = 0; i < FLOOD; i++) {
        FakeAdverts.announce(i);
      }
      // The system drops what comes faster than it is read; a flood goes on.
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      for (int i = 0; a.held() < AdvertBook.MAX_ADVERTS / 2; i++) {
        assertThat(System.nanoTime()).as("held %d", a.held()).isLessThan(end);
        FakeAdverts.announce(i % FLOOD);
      }
      var foundByTag = new LinkedBlockingQueue<Found>();
      a.find(TAG, foundByTag::add);
      try (var advert = b.advertise(TAG)) {
        Found found = next(foundByTag);
        assertThat(found.tag()).isEqualTo(TAG);
        assertThat(found.addresses()).containsExactly(new InetSocketAddress(local, 4002));
        assertThat(advert).isNotNull();
      }
      assertThat(a.held()).isLessThanOrEqualTo(AdvertBook.MAX_ADVERTS);
      var late = new LinkedBlockingQueue<Found>();
      b.findNode(alice.id(), late::add);
      assertThat(next(late).addresses()).hasSize(1);
    }
  }

  /** A link that only remembers what it was asked. */
  private static final class FakeLink implements MdnsLink {
    final Set<String> announced = ConcurrentHashMap.newKeySet();
    volatile boolean spent;
    volatile boolean closed;

    @Override
    public void announce(String name, Tag tag) {
      announced.add(tag.hex());
    }

    @Override
    public void withdraw(String name) {
      announced.clear();
    }

    @Override
    public void lookAgain() {}

    @Override
    public boolean spent() {
      return spent;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void announcementsMoveToNewInterfacesAndFreshLinks() throws Exception {
    var links = new CopyOnWriteArrayList<FakeLink>();
    var addresses = ConcurrentHashMap.<InetAddress>newKeySet();
    addresses.add(InetAddress.getByName("192.0.2.1"));
    try (var discovery =
        new MdnsDiscovery(
            NodeKey.generate().id(),
            (_, _) -> {
              var link = new FakeLink();
              links.add(link);
              return link;
            },
            () -> Set.copyOf(addresses),
            Duration.ofMillis(20))) {
      var advert = discovery.advertise(TAG);
      await(() -> links.size() == 1 && links.getFirst().announced.size() == 1);
      addresses.clear();
      addresses.add(InetAddress.getByName("192.0.2.2"));
      await(() -> links.size() == 2 && links.getFirst().closed);
      assertThat(links.get(1).announced).containsExactly("0102030405060708");
      links.get(1).spent = true;
      await(() -> links.size() == 3 && links.get(1).closed);
      advert.close();
      assertThat(links.get(2).announced).isEmpty();
    }
    assertThat(links.getLast().closed).isTrue();
  }

  @Test
  void namedInterfacesAreUsedAndOthersAreNot() {
    assertThat(LinkAddresses.current(List.of(LOOPBACK)))
        .singleElement()
        .isInstanceOf(Inet4Address.class)
        .satisfies(address -> assertThat(address.isLoopbackAddress()).isTrue());
    assertThat(LinkAddresses.current(List.of("no-such-interface"))).isEmpty();
    assertThat(LinkAddresses.current(List.of())).noneMatch(InetAddress::isLoopbackAddress);
  }
}
