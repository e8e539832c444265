package app.bothways.net.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.NetException;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.node.HostileRelay.Datagram;
import app.bothways.net.node.HostileRelay.Mischief;
import app.bothways.net.socket.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A relay that lies costs time and nothing else: every byte arrives as it was sent or the
 * connection ends, and nobody is taken for whom the relay says.
 */
@Timeout(90)
class HostileRelayTest {
  private static final Duration SHORT = Duration.ofSeconds(4);

  private final HostileRelay relay = new HostileRelay();
  private final RelayMode onRelay = new RelayMode.Custom(List.of(Relay.of(HostileRelay.URL)));
  private final List<NodeId> seenByB = new CopyOnWriteArrayList<>();
  private NodeEndpoint a;
  private NodeEndpoint b;
  private NodeEndpoint mallory;

  @BeforeEach
  void open() throws IOException {
    a = endpoint();
    b = endpoint();
    mallory = endpoint();
    b.handle(
        Nodes.ECHO,
        connection -> {
          seenByB.add(connection.remote());
          Nodes.ECHOES.serve(connection);
        });
    mallory.handle(Nodes.ECHO, Nodes.ECHOES);
  }

  @AfterEach
  void close() {
    Nodes.close(a, b, mallory);
  }

  private NodeEndpoint endpoint() throws IOException {
    return NodeEndpoint.open(
        Nodes.config(onRelay, DirectMode.OFF), Transport.choose(), relay::connect);
  }

  private Connection dial(Duration patience) throws IOException {
    return a.dial(NodeAddr.of(b.id()).withRelay(HostileRelay.URL), Nodes.ECHO, patience);
  }

  private static boolean chance(int percent) {
    return ThreadLocalRandom.current().nextInt(100) < percent;
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] other = bytes.clone();
    int bit = ThreadLocalRandom.current().nextInt(other.length * 8);
    other[bit / 8] ^= (byte) (1 << (bit % 8));
    return other;
  }

  private static byte[] noise(int length, long seed) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void everyByteComesBackInSpiteOf(Mischief mischief) throws Exception {
    relay.does(mischief);
    try (Connection connection = dial(Duration.ofSeconds(30))) {
      byte[] bytes = noise(1 << 20, 11);
      assertThat(Nodes.ask(connection, bytes)).isEqualTo(bytes);
      assertThat(connection.remote()).isEqualTo(b.id());
    }
    assertThat(relay.mangled()).isPositive();
    assertThat(seenByB).containsOnly(a.id());
  }

  @Test
  void datagramsThatAreDroppedAreSentAgain() throws Exception {
    everyByteComesBackInSpiteOf(datagram -> chance(3) ? List.of() : List.of(datagram));
  }

  @Test
  void datagramsThatComeTwiceLateOrInAnotherOrderChangeNothing() throws Exception {
    everyByteComesBackInSpiteOf(
        datagram ->
            switch (ThreadLocalRandom.current().nextInt(20)) {
              case 0 -> List.of(datagram, datagram);
              case 1 -> List.of(datagram.after(30), datagram);
              case 2, 3 -> List.of(datagram.after(ThreadLocalRandom.current().nextInt(1, 15)));
              default -> List.of(datagram);
            });
  }

  @Test
  void flippedBitsAreNeverDelivered() throws Exception {
    everyByteComesBackInSpiteOf(
        datagram -> List.of(chance(4) ? datagram.with(flipped(datagram.bytes())) : datagram));
  }

  @Test
  void datagramsCutShortOrMadeLongerAreNeverDelivered() throws Exception {
    everyByteComesBackInSpiteOf(
        datagram -> {
          byte[] bytes = datagram.bytes();
          return switch (ThreadLocalRandom.current().nextInt(50)) {
            case 0 -> List.of(datagram.with(java.util.Arrays.copyOf(bytes, bytes.length / 2)));
            case 1 -> List.of(datagram.with(java.util.Arrays.copyOf(bytes, bytes.length + 9)));
            default -> List.of(datagram);
          };
        });
  }

  @Test
  void whereEveryDatagramIsChangedNoConnectionComesAboutAndNoneIsReported() {
    relay.does(datagram -> List.of(datagram.with(flipped(datagram.bytes()))));
    assertThatThrownBy(() -> dial(SHORT)).isInstanceOf(NetException.class);
    assertThat(seenByB).isEmpty();
  }

  /** The relay sends our dial to somebody else, whose answers it passes off as those of b. */
  @Test
  void somebodyElseInThePlaceOfTheDialledDeviceIsNeverTakenForIt() {
    relay.does(this::toMallory);
    assertThatThrownBy(() -> dial(SHORT)).isInstanceOf(NetException.class);
    assertThat(seenByB).isEmpty();
  }

  private List<Datagram> toMallory(Datagram datagram) {
    if (datagram.to().equals(b.id())) {
      return List.of(datagram.meantFor(mallory.id()));
    }
    return List.of(datagram.from().equals(mallory.id()) ? datagram.claiming(b.id()) : datagram);
  }

  @Test
  void theSendersNameThatTheRelayMakesUpIsNeverBelieved() throws Exception {
    relay.does(
        datagram ->
            List.of(
                datagram.to().equals(b.id())
                    ? datagram.claiming(mallory.id())
                    : datagram.to().equals(mallory.id()) ? datagram.meantFor(a.id()) : datagram));
    try (Connection connection = dial(SHORT)) {
      assertThat(connection.remote()).isEqualTo(b.id());
    } catch (NetException refused) {
      assertThat(refused).isNotNull();
    }
    assertThat(seenByB).doesNotContain(mallory.id());
  }

  /** What was recorded is played again, to its receiver and to others, in the midst of it all. */
  @Test
  void whatIsPlayedAgainHasNoEffect() throws Exception {
    Queue<Datagram> recorded = new ConcurrentLinkedQueue<>();
    var turn = new AtomicLong();
    everyByteComesBackInSpiteOf(
        datagram -> {
          if (recorded.size() < 200) {
            recorded.add(datagram);
          }
          Datagram old = recorded.peek();
          if (old == null || turn.incrementAndGet() % 10 != 0) {
            return List.of(datagram);
          }
          recorded.remove();
          recorded.add(old);
          return List.of(datagram, old, old.meantFor(mallory.id()));
        });
    relay.behaves();
    recorded.forEach(relay::sends);
    dial(Nodes.PATIENCE).close();
    Nodes.await("the second connection", () -> seenByB.size() > 1);
    assertThat(seenByB).as("one connection a dial, none from the recording").hasSize(2);
  }

  @Test
  void aConnectionSurvivesLiesAboutWhoIsGoneAndATimeOfSilence() throws Exception {
    try (Connection connection = dial(Duration.ofSeconds(20))) {
      assertThat(Nodes.ask(connection, "before".getBytes(UTF_8))).asString().isEqualTo("before");
      relay.claimsGone(b.id());
      relay.does(this::toMallory);
      var answer = CompletableFuture.supplyAsync(() -> asked(connection, "elsewhere"));
      Nodes.await("something went astray", () -> relay.mangled() > 3);
      relay.behaves();
      assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("elsewhere");
    }
    assertThat(seenByB).containsExactly(a.id());
  }

  private static String asked(Connection connection, String question) {
    try {
      return new String(Nodes.ask(connection, question.getBytes(UTF_8)), UTF_8);
    } catch (IOException ended) {
      return ended.toString();
    }
  }
}
