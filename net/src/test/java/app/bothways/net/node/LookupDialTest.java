package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.LookupMode;
import app.bothways.net.NetEvent;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.lookup.Records;
import app.bothways.net.address.pkarr.AddressRecords;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.HttpRecordStores;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Real endpoints without UDP, real relays, on loopback. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class LookupDialTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final EventLoopGroup loops = EventLoops.create(1, "test");
  private final HttpRecordStores stores = new HttpRecordStores(loops);
  private final NodeKey ana = NodeKey.generate();
  private final NodeKey ben = NodeKey.generate();
  private RelayServer first;
  private RelayServer second;
  private RelayServer third;

  @BeforeEach
  void start() throws IOException {
    first = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0));
    second = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0));
    third = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0));
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    third.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static Endpoint open(NodeKey key, RelayServer relay, LookupMode lookup)
      throws IOException {
    var mode = new RelayMode.Custom(List.of(Relay.of(relay.url())));
    return Endpoint.open(
        new EndpointConfig(key, 0, mode, DirectMode.OFF, MdnsMode.OFF, List.of("lo"), lookup));
  }

  private Optional<SignedPacket> stored(RelayServer at, NodeKey whose) {
    return stores.get(Relay.of(at.url()), whose.id()).join();
  }

  private boolean says(RelayServer at, NodeKey whose, RelayUrl relay) {
    return stored(at, whose)
        .flatMap(packet -> AddressRecords.decode(whose.id(), packet.dns()))
        .filter(address -> address.relays().contains(relay))
        .isPresent();
  }

  @Test
  void whoMovedToAnotherRelayMeanwhileIsFoundByTheRecord() throws Exception {
    NodeAddr anaBefore = NodeAddr.of(ana.id()).withRelay(first.url());
    NodeAddr benBefore = NodeAddr.of(ben.id()).withRelay(first.url());
    try (Endpoint b = open(ben, second, LookupMode.usual())) {
      // Ben looks for Ana where she was, in vain, and so leaves word there.
      assertThatThrownBy(() -> b.dial(anaBefore, Nodes.ECHO, SHORT))
          .isInstanceOf(NetException.class);
      Nodes.await("word of the move", () -> says(first, ben, second.url()));
    }
    try (Endpoint b = open(ben, second, LookupMode.usual())) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      Nodes.await("home", () -> b.view().homeRelay().isPresent());
      var events = new LinkedBlockingQueue<NetEvent>();
      try (Endpoint a = open(ana, third, LookupMode.usual());
          var heard = a.events(events::add);
          Connection connection = a.dial(benBefore, Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(heard).isNotNull();
        a.policy(ben.id(), PathPolicy.AUTO);
        assertThat(connection.foundBy()).isEqualTo(FoundBy.RECORD);
        assertThat(Nodes.ask(connection, new byte[1000])).hasSize(1000);
        assertThat(connection.path().address()).isEqualTo(second.url().toString());
        NetEvent.RecordRead read = next(events, NetEvent.RecordRead.class);
        assertThat(read.address()).isEqualTo(NodeAddr.of(ben.id()).withRelay(second.url()));
        b.policy(ana.id(), PathPolicy.AUTO);
        assertThat(next(events, NetEvent.RelaysTold.class).relays()).contains(second.url());
      }
    }
  }

  private static <T extends NetEvent> T next(LinkedBlockingQueue<NetEvent> events, Class<T> type)
      throws InterruptedException {
    while (true) {
      NetEvent event = events.poll(10, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + type.getSimpleName());
      }
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  @Test
  void whatWasRememberedIsDialledAlthoughNoStoreKnowsIt() throws Exception {
    try (Endpoint b = open(ben, second, new LookupMode.Off());
        Endpoint a = open(ana, first, LookupMode.usual())) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      Nodes.await("home", () -> b.view().homeRelay().isPresent());
      byte[] record = Records.packet(ben, 5, second.url().toString()).body();
      a.remember(ben.id(), "no record at all");
      a.remember(ana.id(), Base64.getEncoder().encodeToString(record));
      a.remember(ben.id(), Base64.getEncoder().encodeToString(record));
      try (Connection connection = a.dial(NodeAddr.of(ben.id()), Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(connection.foundBy()).isEqualTo(FoundBy.RECORD);
      }
    }
  }

  @Test
  void aRecordThatNamesTheRelayOfAnotherLeadsNowhere() throws Exception {
    stores.put(Relay.of(first.url()), Records.packet(ben, 5, second.url().toString())).join();
    try (Endpoint impostor = open(NodeKey.generate(), second, new LookupMode.Off());
        Endpoint a = open(ana, first, LookupMode.usual())) {
      impostor.handle(Nodes.ECHO, Nodes.ECHOES);
      Nodes.await("home", () -> impostor.view().homeRelay().isPresent());
      assertThatThrownBy(() -> a.dial(NodeAddr.of(ben.id()), Nodes.ECHO, SHORT))
          .isInstanceOf(NetException.class);
    }
  }

  @Test
  void withoutLookupsNothingIsAskedAndNothingPublished() throws Exception {
    stores.put(Relay.of(first.url()), Records.packet(ben, 5, second.url().toString())).join();
    try (Endpoint b = open(ben, second, new LookupMode.Off());
        Endpoint a = open(ana, first, new LookupMode.Off());
        Endpoint speaking = open(NodeKey.generate(), first, LookupMode.usual())) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      Nodes.await(
          "homes", () -> b.view().homeRelay().isPresent() && a.view().homeRelay().isPresent());
      assertThatThrownBy(() -> a.dial(NodeAddr.of(ben.id()), Nodes.ECHO, SHORT))
          .isInstanceOf(NetException.class);
      Nodes.await(
          "one that publishes",
          () -> stores.get(Relay.of(first.url()), speaking.id()).join().isPresent());
      assertThat(stored(first, ana)).isEmpty();
    }
  }

  @Test
  void anAddressLookedUpAgainIsToldWhenItChanged() throws Exception {
    var events = new LinkedBlockingQueue<NetEvent>();
    try (Endpoint a = open(ana, first, LookupMode.usual());
        var heard = a.events(events::add)) {
      assertThat(heard).isNotNull();
      stores.put(Relay.of(first.url()), Records.packet(ben, 7, second.url().toString())).join();
      a.lookUp(NodeAddr.of(ben.id()));
      NetEvent.RecordRead read = next(events, NetEvent.RecordRead.class);
      assertThat(read.address().relays()).containsExactly(second.url());
      assertThat(read.published().toEpochMilli()).isZero();
    }
  }
}
