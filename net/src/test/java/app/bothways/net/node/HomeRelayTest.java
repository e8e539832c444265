package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The choice of the home relay, from states and latencies alone. */
class HomeRelayTest {
  private static final RelayUrl NEAR = url("near");
  private static final RelayUrl FAR = url("far");
  private static final RelayUrl THIRD = url("third");

  private static RelayUrl url(String name) {
    return RelayUrl.parse("https://" + name + ".test").orElseThrow();
  }

  private static RelayView connected(RelayUrl url, long millis) {
    return new RelayView(url, State.CONNECTED, Optional.of(Duration.ofMillis(millis)), "");
  }

  private static RelayView in(State state, RelayUrl url, long millis) {
    return new RelayView(url, state, Optional.of(Duration.ofMillis(millis)), "");
  }

  private static Optional<RelayUrl> choose(Optional<RelayUrl> present, RelayView... relays) {
    return HomeRelay.choose(List.of(relays), present);
  }

  @Test
  void theFastestIsHomeWhenThereWasNone() {
    assertThat(choose(Optional.empty(), connected(FAR, 90), connected(NEAR, 20))).contains(NEAR);
  }

  @Test
  void onlyARelayWithAnAuthenticatedConnectionIsHomeHoweverFastOthersAre() {
    for (State state : State.values()) {
      if (state != State.CONNECTED) {
        assertThat(choose(Optional.of(NEAR), in(state, NEAR, 1), connected(FAR, 300)))
            .as("%s", state)
            .contains(FAR);
        assertThat(choose(Optional.of(NEAR), in(state, NEAR, 1))).as("%s", state).isEmpty();
      }
    }
  }

  @Test
  void aRelayWithoutAMeasurementYetGivesWayToOneWithOne() {
    var unmeasured = new RelayView(NEAR, State.CONNECTED, Optional.empty(), "");
    assertThat(choose(Optional.empty(), unmeasured, connected(FAR, 200))).contains(FAR);
    assertThat(choose(Optional.empty(), unmeasured)).contains(NEAR);
  }

  @Test
  void twoRelaysOfNearlyTheSameLatencyDoNotTakeTurns() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    Optional<RelayUrl> home = choose(Optional.empty(), connected(NEAR, 48), connected(FAR, 52));
    assertThat(home).contains(NEAR);
    for (int i = 0; i < 10_000; i++) {
      // Each somewhere within a fifth around 50 ms, at each look anew.
      home =
          choose(
              home,
              connected(NEAR, 42 + random.nextInt(18)),
              connected(FAR, 42 + random.nextInt(18)));
      assertThat(home).contains(NEAR);
    }
  }

  @Test
  void aMoveNeedsAThirdAndTenMillisecondsAndNothingLess() {
    Optional<RelayUrl> far = Optional.of(FAR);
    assertThat(choose(far, connected(FAR, 90), connected(NEAR, 60))).as("a third").contains(FAR);
    assertThat(choose(far, connected(FAR, 90), connected(NEAR, 59))).as("more").contains(NEAR);
    assertThat(choose(far, connected(FAR, 12), connected(NEAR, 3))).as("9 ms").contains(FAR);
    assertThat(choose(far, connected(FAR, 13), connected(NEAR, 3))).as("10 ms").contains(NEAR);
  }

  @Test
  void whatWasLeftIsNotGoneBackToUnlessItBecomesBetterByAsMuch() {
    Optional<RelayUrl> home = choose(Optional.of(FAR), connected(FAR, 90), connected(NEAR, 50));
    assertThat(home).contains(NEAR);
    assertThat(choose(home, connected(FAR, 40), connected(NEAR, 50))).contains(NEAR);
    assertThat(choose(home, connected(FAR, 33), connected(NEAR, 50))).contains(FAR);
  }

  @Test
  void theHomeComesFirstAndTheFastestOtherConnectedOneIsKeptBesideIt() {
    var relays = List.of(connected(THIRD, 70), connected(FAR, 60), connected(NEAR, 20));
    assertThat(HomeRelay.told(relays, Optional.of(NEAR))).containsExactly(NEAR, FAR);
    assertThat(HomeRelay.told(relays, Optional.of(THIRD))).containsExactly(THIRD, NEAR);
    var broken = List.of(in(State.UNREACHABLE, FAR, 1), connected(NEAR, 20));
    assertThat(HomeRelay.told(broken, Optional.of(NEAR))).containsExactly(NEAR);
    assertThat(HomeRelay.told(List.of(), Optional.empty())).isEmpty();
  }

  @Test
  void ofTwoEquallyFastOnesAllDevicesChooseTheSame() {
    var one = List.of(connected(NEAR, 30), connected(FAR, 30));
    var other = List.of(connected(FAR, 30), connected(NEAR, 30));
    assertThat(HomeRelay.choose(one, Optional.empty()))
        .isEqualTo(HomeRelay.choose(other, Optional.empty()));
  }
}
