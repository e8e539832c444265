package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.LookupMode;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.lookup.RecordStores;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import app.bothways.net.socket.Route;
import app.bothways.net.socket.Transport;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is done again and again is done again after it has failed once. */
@Execution(ExecutionMode.CONCURRENT)
class UnendingTest {
  private static final class Broken implements Wire {
    private int flushes;

    @Override
    public void send(Route route, ByteBuf data, int segmentSize) {
      data.release();
    }

    @Override
    public void flush() {
      flushes++;
      if (flushes == 1) {
        throw new IllegalStateException("broken for the test");
      }
    }
  }

  @Test
  void respondersAreAskedOnAfterOneQuestionHasFailed() {
    var time = new EmbeddedChannel();
    time.freezeTime();
    var wire = new Broken();
    new Reflexive(time.eventLoop(), wire, new SelfAddresses(List.of("lo"), 1), () -> {})
        .start(new RelayMode.Disabled());
    for (int i = 0; i < 3; i++) {
      time.advanceTimeBy(20, TimeUnit.SECONDS);
      time.runScheduledPendingTasks();
    }
    assertThat(wire.flushes).isEqualTo(3);
    time.finishAndReleaseAll();
  }

  /** Fails once, and keeps what comes then. */
  private static final class Stores implements RecordStores {
    private final AtomicInteger asked = new AtomicInteger();
    private final CompletableFuture<SignedPacket> kept = new CompletableFuture<>();

    @Override
    public CompletableFuture<Optional<SignedPacket>> get(Relay store, NodeId id) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletableFuture<Outcome> put(Relay store, SignedPacket packet) {
      if (asked.incrementAndGet() == 1) {
        throw new IllegalStateException("broken for the test");
      }
      kept.complete(packet);
      return CompletableFuture.completedFuture(Outcome.STORED);
    }
  }

  @Test
  void thisDeviceIsPublishedAfterOnePublicationHasFailed() throws Exception {
    var relays = new FakeRelays();
    var stores = new Stores();
    EventLoopGroup group = Transport.NIO.group("unending");
    try {
      var relay = new RelayMode.Custom(List.of(Relay.of(FakeRelays.URL)));
      var config = Nodes.config(relay, DirectMode.OFF).withLookup(LookupMode.usual());
      var core = new NodeCore(config, group, group, Transport.NIO, relays::connect);
      // Not all of it: its own finder would look the relay's name up.
      core.loop.execute(() -> core.relays.start(config.relays()));
      new Finder(core, stores).start();
      assertThat(stores.kept.get(10, TimeUnit.SECONDS).key()).isEqualTo(config.key().id());
    } finally {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }
}
