package app.bothways.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.app.FakeApp;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.control.ControlClient.Blame;
import app.bothways.app.control.ControlClient.CallException;
import app.bothways.app.home.Home;
import app.bothways.net.NetEvent;
import app.bothways.pairing.PairingEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlSocketTest {
  @TempDir Path directory;
  private final FakeApp app = new FakeApp();
  private Home home;
  private ControlServer server;

  @BeforeEach
  void start() throws Refusal {
    home = new Home(directory.resolve("home"));
    home.create();
    server = serve(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ControlServer serve(Home where) throws Refusal {
    return ControlServer.start(
        where,
        new Served(
            app,
            app::netEvents,
            _ -> {
              throw new Refusal(Mistake.NO_DISPLAY, "there is no window");
            }));
  }

  private ControlClient client() {
    return ControlClient.connect(home).orElseThrow();
  }

  @Test
  void aSocketLeftByADeadProcessIsReplaced() throws Exception {
    server.close();
    Files.createFile(home.socket());
    assertThat(ControlClient.connect(home)).isEmpty();
    server = serve(home);
    try (ControlClient client = client()) {
      assertThat(client.call("status", ControlClient.params()).path("name").asText())
          .isEqualTo("Här");
    }
  }

  @Test
  void aHomeTooDeepForASocketIsServedFromAShortPlace() throws Exception {
    Home deep = new Home(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));
    deep.create();
    Path place;
    try (ControlServer _ = serve(deep);
        ControlClient client = ControlClient.connect(deep).orElseThrow()) {
      assertThat(client.call("status", ControlClient.params()).has("nodeId")).isTrue();
      place = Path.of(Files.readString(deep.socketPointer()));
      assertThat(place).exists();
    }
    assertThat(place.getParent()).doesNotExist();
    assertThat(deep.socketPointer()).doesNotExist();
  }

  @Test
  void nobodyAnswersAfterTheServerHasClosed() {
    server.close();
    assertThat(ControlClient.connect(home)).isEmpty();
    assertThat(home.socket()).doesNotExist();
  }

  @Test
  void whatCannotBeUnderstoodGetsAnErrorAndTheNextRequestIsServed() throws Exception {
    try (SocketChannel channel = SocketPlace.connect(home).orElseThrow()) {
      Wire wire = new Wire(channel);
      send(channel, "not json\n");
      assertThat(failure(wire)).isEqualTo(Message.PARSE_ERROR);
      send(channel, "{\"jsonrpc\":\"1.0\",\"id\":1}\n");
      assertThat(failure(wire)).isEqualTo(Message.INVALID_REQUEST);
      send(channel, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}\n");
      assertThat(failure(wire)).isEqualTo(Message.NO_SUCH_METHOD);
      send(channel, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"folder.add\",\"params\":{}}\n");
      assertThat(failure(wire)).isEqualTo(Message.INVALID_PARAMS);
      send(channel, "\u00ff{\"id\":1\n".getBytes(StandardCharsets.ISO_8859_1));
      assertThat(failure(wire)).isEqualTo(Message.PARSE_ERROR);
      send(channel, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"status\"}\n");
      assertThat(wire.read().orElseThrow())
          .isInstanceOfSatisfying(
              Message.Result.class, result -> assertThat(result.id()).isEqualTo(7));
    }
    assertThat(app.calls).isEmpty();
  }

  @Test
  void anEndlessLineIsAnsweredAndHungUpOn() throws Exception {
    try (SocketChannel channel = SocketPlace.connect(home).orElseThrow()) {
      Wire wire = new Wire(channel);
      send(channel, "x".repeat(Lines.LIMIT + 1));
      assertThat(failure(wire)).isEqualTo(Message.INVALID_REQUEST);
      assertThat(wire.read()).isEmpty();
    }
  }

  @Test
  void aRequestThatWaitsHoldsUpNoOther() throws Exception {
    app.inSync = false;
    var params = ControlClient.params().put("folder", "Photos").put("timeoutMs", 3_600_000);
    try (ControlClient waits = client();
        ControlClient asks = client()) {
      waits.send("folder.wait", params);
      assertThat(app.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      // The same connection answers too, and so does another one.
      assertThat(waits.call("status", ControlClient.params()).has("nodeId")).isTrue();
      assertThat(asks.call("status", ControlClient.params()).has("nodeId")).isTrue();
    }
  }

  @Test
  void aRefusalIsTheRequestsFault() {
    app.refusal = java.util.Optional.of("there is no device 'x'");
    try (ControlClient client = client()) {
      var params = ControlClient.params().put("device", "x");
      assertThatThrownBy(() -> client.call("devices.remove", params))
          .isInstanceOfSatisfying(
              CallException.class, e -> assertThat(e.blame()).isEqualTo(Blame.REQUEST))
          .hasMessage("there is no device 'x'");
    }
  }

  @Test
  void hangingUpCancelsThePairing() throws Exception {
    try (ControlClient client = client()) {
      client.send("pair.offer", ControlClient.params());
      assertThat(app.pairings.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("offer");
    }
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("cancel");
  }

  @Test
  void pairingEventsComeBeforeTheAnswerAndConfirmingReachesTheSession() throws Exception {
    var events = new LinkedBlockingQueue<ObjectNode>();
    try (ControlClient client = client()) {
      var call =
          CompletableFuture.runAsync(
              () -> {
                try {
                  client.call("pair.offer", ControlClient.params(), events::add);
                } catch (CallException e) {
                  throw new IllegalStateException(e);
                }
              });
      var session = app.pairings.poll(10, TimeUnit.SECONDS);
      client.send("pair.confirm", ControlClient.params());
      assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("offer");
      assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("confirm");
      session.accept(new PairingEvent.Failed(PairingEvent.Reason.BURNED, "Three wrong tries."));
      call.get(10, TimeUnit.SECONDS);
      assertThat(events.poll().path("reason").asText()).isEqualTo("burned");
    }
  }

  @Test
  void watchingEndsWithTheConnection() throws Exception {
    var seen = new LinkedBlockingQueue<ObjectNode>();
    CompletableFuture<Void> watch;
    try (ControlClient client = client()) {
      watch = CompletableFuture.runAsync(() -> watch(client, seen));
      await(() -> !app.netListeners.isEmpty());
      app.netListeners.forEach(l -> l.accept(new NetEvent.AddressesChanged()));
      ObjectNode line = seen.poll(10, TimeUnit.SECONDS);
      assertThat(line.path("event").asText()).isEqualTo("addresses");
      assertThat(line.path("ms").isIntegralNumber()).isTrue();
    }
    watch.get(10, TimeUnit.SECONDS);
    await(() -> app.netListeners.isEmpty());
  }

  @Test
  void aClientThatReadsNothingHoldsUpNobodyAndIsHungUpOn() throws Exception {
    try (ControlClient deaf = client()) {
      deaf.send("network.watch", ControlClient.params());
      await(() -> !app.netListeners.isEmpty());
      Consumer<NetEvent> listener = app.netListeners.getFirst();
      var event = new NetEvent.Disconnected(FakeApp.OTHER, "x", "r".repeat(500));
      for (int i = 0; i < 3 * Outbox.LIMIT; i++) {
        listener.accept(event);
      }
      await(() -> app.netListeners.isEmpty());
    }
  }

  private static void watch(ControlClient client, LinkedBlockingQueue<ObjectNode> seen) {
    try {
      client.call("network.watch", ControlClient.params(), seen::add);
    } catch (CallException hungUp) {
      // As it must be: the test hangs up.
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  private static void send(SocketChannel channel, String text) throws Exception {
    send(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(SocketChannel channel, byte[] bytes) throws Exception {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static int failure(Wire wire) throws Exception {
    return ((Message.Failure) wire.read().orElseThrow()).code();
  }
}
