package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayClientTest {
  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  private final Lab lab = new Lab();

  @AfterEach
  void closeLab() {
    lab.close();
  }

  private static ByteBuf buffer(byte[] bytes) {
    return ByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void twoClientsExchangeDatagramsAndLearnTheirLatency() throws Exception {
    var relay = Relay.of(lab.server().url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = lab.client(relay, alice, atAlice);
    var b = lab.client(relay, bob, atBob);
    assertThat(Recorder.next(atAlice.views).state()).isEqualTo(State.CONNECTING);
    RelayView connected = atAlice.await(view -> view.latency().isPresent());
    assertThat(connected.state()).isEqualTo(State.CONNECTED);
    assertThat(connected.detail()).isEmpty();
    atBob.await(State.CONNECTED);
    assertThat(a.send(bob.id(), buffer(random(1200)), 0)).isTrue();
    a.flush();
    Recorder.Came came = atBob.nextDatagram();
    assertThat(came.from()).isEqualTo(alice.id());
    assertThat(came.data()).isEqualTo(random(1200));
    assertThat(came.segmentSize()).isZero();
    Recorder.next(atBob.batchEnds);
    b.send(alice.id(), buffer(random(7)), 0);
    b.flush();
    assertThat(atAlice.nextDatagram().data()).isEqualTo(random(7));
  }

  @Test
  void aBatchKeepsItsSegmentsAndIsSplitWhereItWouldNotFitOneFrame() throws Exception {
    var relay = Relay.of(lab.server().url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = lab.client(relay, alice, atAlice);
    lab.client(relay, bob, atBob);
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    a.send(bob.id(), buffer(random(3000)), 1452);
    a.send(bob.id(), buffer(random(150_000)), 1452);
    a.flush();
    Recorder.Came whole = atBob.nextDatagram();
    assertThat(whole.segmentSize()).isEqualTo(1452);
    assertThat(whole.data()).isEqualTo(random(3000));
    var joined = new java.io.ByteArrayOutputStream();
    while (joined.size() < 150_000) {
      Recorder.Came part = atBob.nextDatagram();
      assertThat(part.data().length + 36).isLessThanOrEqualTo(65_536);
      assertThat(joined.size() % 1452).as("starts at a segment").isZero();
      joined.writeBytes(part.data());
    }
    assertThat(joined.toByteArray()).isEqualTo(random(150_000));
  }

  @Test
  void itWorksOnTheJdksSelectorToo() throws Exception {
    var nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var recorder = new Recorder();
    try (var client = RelayClient.start(Relay.of(lab.server().url()), alice, nio, recorder)) {
      recorder.await(State.CONNECTED);
      assertThat(client.view().state()).isEqualTo(State.CONNECTED);
    } finally {
      nio.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void sendingToAnAbsentNodeOrLosingOneIsTold() throws Exception {
    var relay = Relay.of(lab.server().url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = lab.client(relay, alice, atAlice);
    atAlice.await(State.CONNECTED);
    a.send(bob.id(), buffer(random(10)), 0);
    a.flush();
    assertThat(Recorder.next(atAlice.gone)).isEqualTo(bob.id());
    try (var b = RelayClient.start(relay, bob, lab.group(), atBob)) {
      atBob.await(State.CONNECTED);
      b.send(alice.id(), buffer(random(10)), 0);
      b.flush();
      atAlice.nextDatagram();
    }
    assertThat(Recorder.next(atAlice.gone)).isEqualTo(bob.id());
  }

  @Test
  void nothingIsQueuedBeyondTheBound() throws Exception {
    var recorder = new Recorder();
    var client = lab.client(Relay.of(lab.server().url()), alice, recorder);
    assertThat(client.send(bob.id(), buffer(random(10)), 0)).as("not connected yet").isFalse();
    recorder.await(State.CONNECTED);
    int taken = 0;
    while (client.send(bob.id(), buffer(new byte[60_000]), 0)) {
      taken++;
      assertThat(taken).isLessThan(100);
    }
    assertThat(taken * 60_000).isBetween(900_000, 1 << 20);
    client.flush();
    assertThat(client.send(bob.id(), buffer(new byte[70_000]), 0)).as("fits no frame").isFalse();
    assertThat(client.send(bob.id(), buffer(new byte[0]), 0)).as("empty").isFalse();
  }

  @Test
  void aRestartedRelayIsFoundAgain() throws Exception {
    var first = lab.server();
    int port = first.address().getPort();
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = lab.client(Relay.of(first.url()), alice, atAlice);
    lab.client(Relay.of(first.url()), bob, atBob);
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    first.close();
    RelayView down = atAlice.await(State.UNREACHABLE);
    assertThat(down.detail()).contains("127.0.0.1");
    atBob.await(State.UNREACHABLE);
    lab.server(RelayServerConfig.plain("127.0.0.1", port));
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    a.send(bob.id(), buffer(random(99)), 0);
    a.flush();
    assertThat(atBob.nextDatagram().data()).isEqualTo(random(99));
  }

  @Test
  void aSecondConnectionWithTheSameKeyIsMadeVisibleOnTheFirst() throws Exception {
    var relay = Relay.of(lab.server().url());
    var first = new Recorder();
    lab.client(relay, alice, first);
    first.await(State.CONNECTED);
    try (var twin = RelayClient.start(relay, alice, lab.group(), new Recorder())) {
      assertThat(first.await(view -> !view.detail().isEmpty()).state()).isEqualTo(State.CONNECTED);
      assertThat(twin.view().url()).isEqualTo(relay.url());
    }
    first.await(view -> view.detail().isEmpty());
  }

  @Test
  void theTapShowsAllThatTheRelayGetsAndNoSecretOfTheNodeIsInIt() throws Exception {
    var seen = new java.io.ByteArrayOutputStream();
    var relay =
        Relay.of(
            lab.server(
                    RelayServerConfig.plain("127.0.0.1", 0)
                        .withTap(
                            bytes -> {
                              synchronized (seen) {
                                seen.writeBytes(bytes);
                              }
                            }))
                .url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = lab.client(relay, alice, atAlice);
    lab.client(relay, bob, atBob);
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    byte[] sealed = random(500);
    a.send(bob.id(), buffer(sealed), 0);
    a.flush();
    atBob.nextDatagram();
    synchronized (seen) {
      var all = seen.toString(StandardCharsets.ISO_8859_1);
      // The tap does see what is forwarded, so that a canary in it would be found.
      assertThat(all).contains(new String(sealed, StandardCharsets.ISO_8859_1));
      assertThat(all).doesNotContainIgnoringCase("authorization");
      assertThat(all).doesNotContain(new String(alice.seed(), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void aClosedClientStaysAway() throws Exception {
    var server = lab.server();
    var recorder = new Recorder();
    var client = lab.client(Relay.of(server.url()), alice, recorder);
    recorder.await(State.CONNECTED);
    client.close();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (server.stats().clients() > 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    assertThat(client.send(bob.id(), buffer(new byte[1]), 0)).isFalse();
    client.networkChanged();
    assertThat(server.stats().accepted()).isOne();
  }
}
