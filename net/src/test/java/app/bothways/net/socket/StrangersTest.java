package app.bothways.net.socket;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.socket.Strangers.Verdict;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrangersTest {
  private static final long NOW = 1_000_000_000_000L;
  private static final RelayUrl RELAY = RelayUrl.parse("http://relay.test:3340").orElseThrow();

  private final Strangers strangers = new Strangers();
  private long last;

  private static Route from(String ip) {
    return new Route.Direct(new InetSocketAddress(ip, 4000));
  }

  private Flow come(Route route, long at) {
    var flow = new Flow(++last, new InetSocketAddress("192.0.2.1", 1), route, Flow.Role.INCOMING);
    strangers.add(id(last), flow, at);
    return flow;
  }

  private static ByteBuffer id(long number) {
    return ByteBuffer.allocate(8).putLong(0, number);
  }

  private List<Flow> fill(String network, int count) {
    var all = new ArrayList<Flow>();
    for (int i = 0; i < count; i++) {
      assertThat(strangers.admit(from(network), NOW)).isInstanceOf(Verdict.Welcome.class);
      all.add(come(from(network), NOW));
    }
    return all;
  }

  @Test
  void afterAFloodFromOneAddressTheNextOneOfItIsTurnedAwayAndAnyOtherComesInItsPlace() {
    List<Flow> flood = fill("192.0.2.66", Strangers.MAX);
    assertThat(strangers.admit(from("192.0.2.66"), NOW)).isInstanceOf(Verdict.Full.class);
    assertThat(strangers.admit(from("192.0.2.7"), NOW))
        .isEqualTo(new Verdict.InPlaceOf(flood.getFirst()));
    assertThat(strangers.admit(new Route.Relayed(RELAY, NodeKey.generate().id()), NOW))
        .isEqualTo(new Verdict.InPlaceOf(flood.getFirst()));
  }

  @Test
  void handshakesThatComeToNothingAreBoundedForEachSourceAndAgainForAllButNotForTheRelays() {
    for (int i = 0; i < Strangers.SOURCE_BURST; i++) {
      strangers.ended(come(from("192.0.2.66"), NOW), NOW);
    }
    assertThat(strangers.admit(from("192.0.2.66"), NOW)).isInstanceOf(Verdict.Full.class);
    assertThat(strangers.admit(from("192.0.2.67"), NOW)).isInstanceOf(Verdict.Welcome.class);
    assertThat(strangers.admit(from("192.0.2.66"), NOW + 100_000_000))
        .as("a tenth of a second later")
        .isInstanceOf(Verdict.Welcome.class);
    for (int i = Strangers.SOURCE_BURST; i < Strangers.BURST; i++) {
      strangers.ended(come(from("10.0." + i / 200 + "." + i % 200), NOW), NOW);
    }
    assertThat(strangers.admit(from("192.0.2.67"), NOW)).isInstanceOf(Verdict.Full.class);
    assertThat(strangers.admit(new Route.Relayed(RELAY, NodeKey.generate().id()), NOW))
        .isInstanceOf(Verdict.Welcome.class);
  }

  @Test
  void devicesOfOursMayComeAsOftenAsTheyLike() {
    for (int i = 0; i < 10 * Strangers.BURST; i++) {
      assertThat(strangers.admit(from("192.0.2.7"), NOW)).isInstanceOf(Verdict.Welcome.class);
      Flow flow = come(from("192.0.2.7"), NOW);
      strangers.known(flow);
      strangers.ended(flow, NOW);
    }
  }

  @Test
  void allAddressesOfOneIpv6NetworkAreOneSource() {
    for (int i = 0; i < Strangers.MAX; i++) {
      come(from("2001:db8:1:2::" + Integer.toHexString(i + 1)), NOW);
    }
    assertThat(strangers.admit(from("2001:db8:1:2::ffff"), NOW)).isInstanceOf(Verdict.Full.class);
    assertThat(strangers.admit(from("2001:db8:1:3::1"), NOW)).isInstanceOf(Verdict.InPlaceOf.class);
  }

  @Test
  void manySourcesWithOnePlaceEachGiveWayOnlyWhenTheyAreSlow() {
    Flow proven = come(from("10.0.0.1"), NOW);
    proven.handshakeEnded();
    Flow slow = come(from("10.0.0.2"), NOW);
    for (int i = 2; i < Strangers.MAX; i++) {
      come(from("10.0.%d.%d".formatted(1 + i / 200, 1 + i % 200)), NOW + 1);
    }
    Route next = from("203.0.113.5");
    assertThat(strangers.admit(next, NOW + 1)).isInstanceOf(Verdict.Full.class);
    assertThat(strangers.admit(next, NOW + Strangers.SLOW_NANOS + 1))
        .as("a proven key is not slow")
        .isEqualTo(new Verdict.InPlaceOf(slow));
  }

  @Test
  void whoeverTurnsOutToBeKnownOrIsGoneFreesThePlaceOfTheSource() {
    List<Flow> flood = fill("192.0.2.66", Strangers.MAX);
    strangers.known(flood.get(5));
    strangers.known(flood.get(5));
    assertThat(strangers.size()).isEqualTo(Strangers.MAX - 1);
    assertThat(strangers.find(id(flood.get(5).id()))).isEmpty();
    assertThat(strangers.find(id(flood.get(6).id()))).contains(flood.get(6));
    assertThat(strangers.admit(from("192.0.2.66"), NOW)).isInstanceOf(Verdict.Welcome.class);
    flood.forEach(strangers::known);
    assertThat(strangers.size()).isZero();
    fill("192.0.2.66", Strangers.MAX);
  }
}
