package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.RelayMode;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.path.Stun;
import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.RelayView;
import app.bothways.net.socket.Route;
import app.bothways.net.socket.Transport;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ReflexiveTest {
  private final EventLoopGroup group = Transport.NIO.group("reflexive");
  private final EventLoop loop = group.next();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private static RelayServer relay() throws Exception {
    var services = RelayServices.standard().withStun(new Listen("127.0.0.1", 0));
    return RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0).withServices(services));
  }

  private static RelayUrl url(RelayServer relay) {
    return RelayUrl.parse("http://127.0.0.1:" + relay.address().getPort()).orElseThrow();
  }

  @Test
  void aNodeThatTheRelaySeesByItsOwnAddressHasNoNat() throws Exception {
    try (RelayServer relay = relay();
        NodeEndpoint node =
            NodeEndpoint.open(
                Nodes.config(
                    new RelayMode.Custom(List.of(RelayMode.Relay.of(url(relay)))),
                    DirectMode.ON))) {
      Nodes.await("the verdict", () -> node.nat() == NatKind.NONE);
    }
  }

  @Test
  void theResponderIsFoundAtThePortThatTheRelayPromises() throws Exception {
    try (RelayServer relay = relay()) {
      List<StunServer> found = StunServer.of(RelayMode.Relay.of(url(relay)));
      assertThat(found.getFirst())
          .isEqualTo(new StunServer(relay.stunAddress().orElseThrow(), StunServer.Promise.GIVEN));
      assertThat(found).as("both ports").hasSize(2).doesNotHaveDuplicates();
    }
  }

  @Test
  void whoIsPromisedAnAnswerAndGetsNoneIsBehindABlock() throws Exception {
    try (RelayServer relay = relay()) {
      var told = new AtomicInteger();
      Reflexive reflexive = reflexive(new Silence(), told);
      connected(reflexive, relay);
      Nodes.await("the verdict", () -> reflexive.kind() == NatKind.BLOCKED);
      assertThat(told).hasValue(1);
    }
  }

  /** Connecting to a relay takes its time; the verdict shall not be as late as that. */
  @Test
  void theVerdictDoesNotWaitForAnyRelayToBeConnected() throws Exception {
    try (RelayServer relay = relay()) {
      Reflexive reflexive = reflexive(new Silence(), new AtomicInteger());
      loop.execute(() -> reflexive.start(custom(relay)));
      Nodes.await("the verdict", () -> reflexive.kind() == NatKind.BLOCKED);
    }
  }

  @Test
  void anAnswerThatComesAfterTheVerdictTurnsIt() throws Exception {
    try (RelayServer relay = relay()) {
      var wire = new Silence();
      Reflexive reflexive = reflexive(wire, new AtomicInteger());
      loop.execute(() -> reflexive.start(custom(relay)));
      Nodes.await("the verdict", () -> reflexive.kind() == NatKind.BLOCKED);
      InetSocketAddress responder = relay.stunAddress().orElseThrow();
      ByteBuf late =
          Stun.response(
              UnpooledByteBufAllocator.DEFAULT,
              wire.asked.get(responder).transaction(),
              Optional.of(new InetSocketAddress("192.0.2.1", 1)),
              new byte[32]);
      assertThat(loop.submit(() -> reflexive.take(new Route.Direct(responder), late)).get())
          .isTrue();
      assertThat(reflexive.kind()).isEqualTo(NatKind.UNKNOWN);
    }
  }

  private static RelayMode custom(RelayServer relay) {
    return new RelayMode.Custom(List.of(RelayMode.Relay.of(url(relay))));
  }

  @Test
  void anAnswerFromElsewhereIsNoAnswer() throws Exception {
    try (RelayServer relay = relay()) {
      var wire = new Silence();
      Reflexive reflexive = reflexive(wire, new AtomicInteger());
      connected(reflexive, relay);
      Stun.Message asked = wire.first.get(10, TimeUnit.SECONDS);
      var liar = new InetSocketAddress("127.0.0.1", 9);
      ByteBuf lie =
          Stun.response(
              UnpooledByteBufAllocator.DEFAULT,
              asked.transaction(),
              Optional.of(new InetSocketAddress("192.0.2.1", 1)),
              new byte[32]);
      boolean taken = loop.submit(() -> reflexive.take(new Route.Direct(liar), lie)).get();
      assertThat(taken).isFalse();
      assertThat(reflexive.kind()).isNotEqualTo(NatKind.EASY);
    }
  }

  private Reflexive reflexive(Wire wire, AtomicInteger told) {
    return new Reflexive(loop, wire, new SelfAddresses(List.of("lo"), 1), told::incrementAndGet);
  }

  private void connected(Reflexive reflexive, RelayServer relay) {
    var view = new RelayView(url(relay), RelayView.State.CONNECTED, Optional.empty(), "");
    loop.execute(() -> reflexive.relay(RelayMode.Relay.of(url(relay)), view));
  }

  /** Sends nothing anywhere. */
  private static final class Silence implements Wire {
    private final CompletableFuture<Stun.Message> first = new CompletableFuture<>();
    private final Map<InetSocketAddress, Stun.Message> asked = new ConcurrentHashMap<>();

    @Override
    public void send(Route route, ByteBuf data, int segmentSize) {
      Stun.parse(data)
          .ifPresent(
              message -> {
                asked.put(((Route.Direct) route).address(), message);
                first.complete(message);
              });
      data.release();
    }

    @Override
    public void flush() {}
  }
}
