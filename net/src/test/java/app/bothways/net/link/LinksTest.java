package app.bothways.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.RelayMode;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.PeerView.LinkState;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final String ALPN = "test/link/1";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Counts the connections being served, and keeps each until it ends. */
  private static final class Serving implements ProtocolHandler {
    private final Set<Connection> now = ConcurrentHashMap.newKeySet();

    @Override
    public void serve(Connection connection) throws Exception {
      now.add(connection);
      try {
        connection.closed().get();
      } finally {
        now.remove(connection);
      }
    }
  }

  private static Endpoint open() throws IOException {
    return open(NodeKey.generate(), 0);
  }

  private static Endpoint open(NodeKey key, int port) throws IOException {
    return Endpoint.open(
        new EndpointConfig(
            key, port, new RelayMode.Disabled(), DirectMode.ON, MdnsMode.OFF, List.of("lo")));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for " + what).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  private static boolean direct(Links links) {
    return links.view().stream().allMatch(peer -> peer.link() == LinkState.DIRECT);
  }

  @Test
  void aKeptLinkComesUpAndCarriesStreams() throws Exception {
    var served = new Serving();
    try (Endpoint a = open();
        Endpoint b = open();
        Links here = Links.open(a, ALPN, served);
        Links there =
            Links.open(
                b,
                ALPN,
                connection -> {
                  Stream stream = connection.accept();
                  stream.in().transferTo(stream.out());
                  stream.out().close();
                  connection.closed().get();
                })) {
      there.keep(a.address());
      here.keep(b.address());
      await("both up", () -> direct(here) && direct(there) && served.now.size() == 1);
      // Where both dialled at once, the first connection may still give way to the other one.
      await("an echo", () -> served.now.stream().anyMatch(LinksTest::echoes));
    }
  }

  private static boolean echoes(Connection connection) {
    try (Stream stream = connection.open()) {
      stream.out().write(new byte[] {1, 2, 3});
      stream.out().close();
      return Arrays.equals(stream.in().readAllBytes(), new byte[] {1, 2, 3});
    } catch (IOException superseded) {
      return false;
    }
  }

  @Test
  void whenBothDialAtOnceOneConnectionStays() throws Exception {
    for (int round = 0; round < 10; round++) {
      var atA = new Serving();
      var atB = new Serving();
      try (Endpoint a = open();
          Endpoint b = open();
          Links linksA = Links.open(a, ALPN, atA);
          Links linksB = Links.open(b, ALPN, atB)) {
        Thread.ofVirtual().start(() -> linksA.keep(b.address()));
        linksB.keep(a.address());
        await("one at a", () -> atA.now.size() == 1 && settled(atA));
        await("one at b", () -> atB.now.size() == 1 && settled(atB));
        await(
            "the same one",
            () -> {
              var one = atA.now.stream().findFirst();
              var other = atB.now.stream().findFirst();
              return atA.now.size() == 1
                  && atB.now.size() == 1
                  && one.isPresent()
                  && other.isPresent()
                  && one.get().dialled() != other.get().dialled();
            });
        assertThat(atA.now).hasSize(1);
        assertThat(atB.now).hasSize(1);
      }
    }
  }

  private static boolean settled(Serving serving) {
    return serving.now.stream().noneMatch(connection -> connection.closed().isDone());
  }

  @Test
  void aLinkComesBackWhenTheOtherDeviceRestarts() throws Exception {
    NodeKey key = NodeKey.generate();
    var served = new Serving();
    try (Endpoint a = open();
        Links links = Links.open(a, ALPN, served)) {
      Endpoint first = open(key, 0);
      int port = first.port();
      Links there = Links.open(first, ALPN, new Serving());
      there.keep(a.address());
      links.keep(first.address());
      await("up", () -> direct(links) && !links.view().isEmpty());
      there.close();
      first.close();
      await("down", () -> links.view().getFirst().link() != LinkState.DIRECT);
      try (Endpoint second = open(key, port);
          Links again = Links.open(second, ALPN, new Serving())) {
        again.keep(a.address());
        await("up again", () -> direct(links) && served.now.size() == 1);
      }
    }
  }

  @Test
  void aStrangerIsTurnedAwayWithAReason() throws Exception {
    try (Endpoint a = open();
        Endpoint stranger = open();
        Links links = Links.open(a, ALPN, new Serving())) {
      Connection connection = stranger.dial(a.address(), ALPN, PATIENCE);
      assertThat(connection.closed().get()).contains("not paired");
      try {
        connection.accept();
        assertThat(false).as("a closed connection has no streams").isTrue();
      } catch (NetException e) {
        assertThat(e.error()).isEqualTo(NetError.CLOSED_BY_PEER);
      }
      assertThat(links.view()).isEmpty();
    }
  }

  @Test
  void aDroppedDeviceIsLeftAlone() throws Exception {
    var served = new Serving();
    try (Endpoint a = open();
        Endpoint b = open();
        Links here = Links.open(a, ALPN, served);
        Links there = Links.open(b, ALPN, new Serving())) {
      there.keep(a.address());
      here.keep(b.address());
      await("up", () -> served.now.size() == 1 && direct(here));
      here.drop(b.id());
      assertThat(here.view()).isEmpty();
      await("ended", () -> served.now.isEmpty());
      await("offline there", () -> there.view().getFirst().link() != LinkState.DIRECT);
    }
  }

  @Test
  void aDeviceThatIsNotThereIsShownAsOfflineOrConnecting() throws Exception {
    Endpoint gone = open();
    var address = gone.address();
    gone.close();
    try (Endpoint a = open();
        Links links = Links.open(a, ALPN, new Serving())) {
      links.keep(address);
      await(
          "a state",
          () ->
              links.view().stream()
                  .allMatch(
                      p -> p.link() == LinkState.CONNECTING || p.link() == LinkState.OFFLINE));
      assertThat(links.view()).hasSize(1);
    }
  }

  @Test
  void devicesOnOneNetworkFindEachOtherByKeyAlone() throws Exception {
    try (Endpoint a = discoverable();
        Endpoint b = discoverable();
        Links here = Links.open(a, ALPN, new Serving());
        Links there = Links.open(b, ALPN, new Serving())) {
      there.keep(NodeAddr.of(a.id()));
      a.policy(b.id(), PathPolicy.AUTO);
      b.policy(a.id(), PathPolicy.AUTO);
      here.keep(NodeAddr.of(b.id()));
      await("both up", () -> direct(here) && direct(there));
    }
  }

  private static Endpoint discoverable() throws IOException {
    return Endpoint.open(
        new EndpointConfig(
            NodeKey.generate(),
            0,
            new RelayMode.Disabled(),
            DirectMode.ON,
            MdnsMode.ON,
            List.of("lo")));
  }
}
