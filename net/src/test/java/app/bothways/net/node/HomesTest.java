package app.bothways.net.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.RelayMode;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import app.bothways.net.socket.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The home relay over time: pings as they come, relays that go, and a node with two of them. */
class HomesTest {
  private static final RelayUrl NEAR = RelayUrl.parse("http://near.test:3340").orElseThrow();
  private static final RelayUrl FAR = RelayUrl.parse("http://far.test:3340").orElseThrow();

  private final Homes homes = new Homes();
  private final List<RelayView> now = new ArrayList<>();

  private Homes.News tell(RelayUrl url, State state, double millis) {
    var ping = Duration.ofNanos((long) (millis * 1_000_000));
    var view = new RelayView(url, state, Optional.of(ping), "");
    now.removeIf(old -> old.url().equals(url));
    now.add(view);
    return homes.changed(view, List.copyOf(now));
  }

  private void settled() {
    tell(NEAR, State.CONNECTED, 20);
    tell(FAR, State.CONNECTED, 60);
    assertThat(homes.told()).containsExactly(NEAR, FAR);
  }

  @Test
  void latePingsMoveNobodyUntilTheRelayHasBeenSlowForAMinute() {
    settled();
    for (int late = 1; late < Homes.LATELY; late++) {
      assertThat(tell(NEAR, State.CONNECTED, 300 + late)).isEqualTo(Homes.News.SAME);
    }
    tell(NEAR, State.CONNECTED, 21);
    for (int late = 1; late < Homes.LATELY; late++) {
      assertThat(tell(NEAR, State.CONNECTED, 300 + late)).isEqualTo(Homes.News.SAME);
    }
    assertThat(tell(NEAR, State.CONNECTED, 299)).isEqualTo(Homes.News.MOVED);
    assertThat(homes.told()).containsExactly(FAR, NEAR);
  }

  @Test
  void aRelayThatHasBecomeFasterIsHomeAtTheFirstPingThatShowsIt() {
    settled();
    assertThat(tell(FAR, State.CONNECTED, 5)).isEqualTo(Homes.News.MOVED);
    assertThat(homes.home()).contains(FAR);
  }

  @Test
  void aRelayThatIsGoneIsLeftAtOnceAndComesBackWithoutItsPast() {
    settled();
    assertThat(tell(NEAR, State.UNREACHABLE, 20)).isEqualTo(Homes.News.MOVED);
    assertThat(homes.told()).containsExactly(FAR);
    assertThat(tell(NEAR, State.CONNECTED, 55))
        .as("told as the second")
        .isEqualTo(Homes.News.MOVED);
    assertThat(homes.told()).as("20 ms are long ago").containsExactly(FAR, NEAR);
  }

  @Test
  void aNodeKeepsTheSecondRelayWarmAndIsThereTheMomentTheHomeIsLost() throws Exception {
    var relays = new FakeRelays();
    relays.latency(NEAR, 10);
    relays.latency(FAR, 80);
    try (NodeEndpoint a = open(relays);
        NodeEndpoint b = open(relays)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      Nodes.await("home", () -> b.address().relays().equals(List.of(NEAR)));
      Nodes.await("the second", () -> relays.on(FAR).containsAll(List.of(a.id(), b.id())));
      a.policy(b.id(), PathPolicy.AUTO);
      b.policy(a.id(), PathPolicy.AUTO);
      var seen = new CopyOnWriteArrayList<NetEvent>();
      a.events(seen::add);
      b.events(seen::add);
      try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE)) {
        for (NodeEndpoint other : List.of(a, b)) {
          var told = new NetEvent.RelaysTold(other.id(), List.of(NEAR, FAR));
          Nodes.await("both told of both", () -> seen.contains(told));
        }
        assertThat(connection.path().address()).contains("near");
        relays.answer(NEAR, State.UNREACHABLE);
        assertThat(Nodes.ask(connection, "still here".getBytes(UTF_8))).hasSize(10);
        assertThat(connection.path().address()).contains("far");
        Nodes.await("another home", () -> b.address().relays().equals(List.of(FAR)));
        relays.answer(NEAR, State.CONNECTED);
        Nodes.await("home again", () -> b.address().relays().equals(List.of(NEAR)));
        assertThat(Nodes.ask(connection, "back".getBytes(UTF_8))).hasSize(4);
        assertThat(seen).noneMatch(NetEvent.Disconnected.class::isInstance);
      }
    }
  }

  private static NodeEndpoint open(FakeRelays relays) throws IOException {
    return NodeEndpoint.open(
        Nodes.config(
            new RelayMode.Custom(List.of(RelayMode.Relay.of(NEAR), RelayMode.Relay.of(FAR))),
            DirectMode.OFF),
        Transport.choose(),
        relays::connect);
  }
}
