package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.memory.MemoryNet;
import app.bothways.pairing.PairingEvent.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two devices, and now and then a thief, over a network in memory. */
@Timeout(60)
class PairingTest {
  @TempDir Path home;

  private final MemoryNet net = new MemoryNet();
  private final FakeTiming clock = new FakeTiming();
  private Party ana;
  private Party ben;

  @BeforeEach
  void twoDevices() {
    ana =
        Party.open(
            net,
            home.resolve("ana"),
            Party.named("Ana's laptop").with(clock).network(Wrapped::withRelay));
    ben = Party.open(net, home.resolve("ben"), Party.named("Ben's desk"));
  }

  @AfterEach
  void close() {
    ana.close();
    ben.close();
  }

  private Party third(String name) {
    return Party.open(net, home.resolve(name), Party.named(name));
  }

  private void nothingIsStored() {
    assertThat(ana.store.devices()).isEmpty();
    assertThat(ben.store.devices()).isEmpty();
    assertThat(ana.store.unfinished()).isEmpty();
    assertThat(ben.store.unfinished()).isEmpty();
  }

  /** The right device and relay, another session. */
  private static PairingCode wrong(PairingCode code) {
    byte[] session = code.session();
    session[3] ^= 1;
    return new PairingCode(session, code.node(), code.relay());
  }

  @Test
  void twoDevicesPairAndBothPeopleSeeTheSameDigits() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    PairingSession b = ben.pairing.join(PairingCode.parse(shown.code().link()), joined);
    assertThat(shown.confirm().digits()).isEqualTo(joined.confirm().digits()).matches("[0-9]{6}");
    assertThat(shown.confirm().device().name()).isEqualTo("Ben's desk");
    assertThat(joined.confirm().device().name()).isEqualTo("Ana's laptop");
    assertThat(shown.confirm().id()).isEqualTo(ben.id);
    a.confirm();
    shown.await(PairingEvent.WaitingForOther.class);
    nothingIsStored();
    b.confirm();
    assertThat(shown.paired().id()).isEqualTo(ben.id);
    assertThat(joined.paired().id()).isEqualTo(ana.id);
    assertThat(shown.names()).containsExactly("Code", "Confirm", "WaitingForOther", "Paired");
    assertThat(joined.names()).startsWith("Race", "Confirm").endsWith("Paired");
    assertThat(joined.await(PairingEvent.Race.class).winner()).isEqualTo(PairingEvent.Way.LAN);
    assertThat(ana.store.device(ben.id)).contains(shown.paired());
    assertThat(ben.store.device(ana.id)).contains(joined.paired());
    assertThat(ana.store.unfinished()).isEmpty();
    assertThat(ben.store.unfinished()).isEmpty();
  }

  @Test
  void everyPairingHasOtherDigitsAndAnotherCode() {
    var first = new Recorder();
    var second = new Recorder();
    ana.pairing.offer(first);
    ana.pairing.offer(second);
    assertThat(first.code()).isNotEqualTo(second.code());
    ben.pairing.join(first.code(), new Recorder());
    ben.pairing.join(second.code(), new Recorder());
    assertThat(first.confirm().digits()).isNotEqualTo(second.confirm().digits());
  }

  @Test
  void whenOneSaysNoNothingIsStoredAndTheOtherIsTold() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    PairingSession b = ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    b.confirm();
    a.reject();
    assertThat(shown.failed().reason()).isEqualTo(Reason.REJECTED);
    assertThat(joined.failed().reason()).isEqualTo(Reason.REJECTED);
    assertThat(joined.failed().text()).contains("said no");
    nothingIsStored();
  }

  @Test
  void givingUpAtTheDigitsCancelsBothSides() {
    var shown = new Recorder();
    var joined = new Recorder();
    ana.pairing.offer(shown);
    PairingSession b = ben.pairing.join(shown.code(), joined);
    joined.confirm();
    b.close();
    assertThat(joined.failed().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(shown.failed().reason()).isEqualTo(Reason.CANCELLED);
    nothingIsStored();
  }

  @Test
  void aThiefOfTheCodeIsSeenByNameAndRejected() {
    try (Party thief = third("thief")) {
      var shown = new Recorder();
      var stolen = new Recorder();
      PairingSession a = ana.pairing.offer(shown);
      PairingSession t = thief.pairing.join(shown.code(), stolen);
      stolen.confirm();
      t.confirm();
      var late = new Recorder();
      ben.pairing.join(shown.code(), late);
      assertThat(late.failed().reason()).isEqualTo(Reason.USED);
      assertThat(late.failed().text()).contains("not you");
      assertThat(shown.confirm().device().name()).isEqualTo("thief");
      a.reject();
      assertThat(stolen.failed().reason()).isEqualTo(Reason.REJECTED);
      nothingIsStored();
      assertThat(thief.store.devices()).isEmpty();
    }
  }

  @Test
  void aCodeWorksOnce() {
    var shown = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    var joined = new Recorder();
    PairingSession b = ben.pairing.join(shown.code(), joined);
    joined.confirm();
    a.confirm();
    b.confirm();
    shown.paired();
    joined.paired();
    try (Party other = third("other")) {
      var again = new Recorder();
      other.pairing.join(shown.code(), again);
      assertThat(again.failed().reason()).isEqualTo(Reason.USED);
      assertThat(other.store.devices()).isEmpty();
    }
  }

  @Test
  void aCodeExpiresByTheClockOfTheDeviceThatShowsIt() {
    var shown = new Recorder();
    ana.pairing.offer(shown);
    PairingCode code = shown.code();
    clock.pass(Duration.ofMinutes(5));
    assertThat(shown.failed().reason()).isEqualTo(Reason.EXPIRED);
    var joined = new Recorder();
    ben.pairing.join(code, joined);
    assertThat(joined.failed().reason()).isEqualTo(Reason.EXPIRED);
    nothingIsStored();
  }

  @Test
  void aCodeIsGoodUntilTheLastSecondWhateverTheJoinersClockSays() {
    var wrongClock = new FakeTiming();
    wrongClock.pass(Duration.ofDays(1));
    try (Party late = Party.open(net, home.resolve("late"), Party.named("late").with(wrongClock))) {
      var shown = new Recorder();
      PairingSession a = ana.pairing.offer(shown);
      PairingCode code = shown.code();
      clock.pass(Duration.ofMinutes(5).minusSeconds(1));
      var joined = new Recorder();
      PairingSession b = late.pairing.join(code, joined);
      joined.confirm();
      a.confirm();
      b.confirm();
      assertThat(joined.paired().id()).isEqualTo(ana.id);
      assertThat(shown.paired().id()).isEqualTo(late.id);
    }
  }

  @Test
  void aCodeExpiresWhileTheMachineSleepsAndItsMonotonicClockStandsStill() {
    var shown = new Recorder();
    ana.pairing.offer(shown);
    PairingCode code = shown.code();
    clock.setWallClock(clock.now().plus(Duration.ofHours(3)));
    var joined = new Recorder();
    ben.pairing.join(code, joined);
    assertThat(joined.failed().reason()).isEqualTo(Reason.EXPIRED);
    assertThat(shown.failed().reason()).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void unansweredDigitsEndBothSidesAfterTwoMinutes() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    a.confirm();
    shown.await(PairingEvent.WaitingForOther.class);
    clock.pass(Duration.ofMinutes(2));
    assertThat(shown.failed().reason()).isEqualTo(Reason.EXPIRED);
    assertThat(joined.failed().reason()).isEqualTo(Reason.EXPIRED);
    nothingIsStored();
  }

  @Test
  void threeWrongCodesBurnItAndThenEvenTheRightOneFails() {
    var shown = new Recorder();
    ana.pairing.offer(shown);
    PairingCode code = shown.code();
    for (int attempt = 1; attempt <= 3; attempt++) {
      var joined = new Recorder();
      ben.pairing.join(wrong(code), joined);
      assertThat(joined.failed().reason()).isEqualTo(attempt < 3 ? Reason.REJECTED : Reason.BURNED);
    }
    assertThat(shown.failed().reason()).isEqualTo(Reason.BURNED);
    var right = new Recorder();
    ben.pairing.join(code, right);
    assertThat(right.failed().reason()).isEqualTo(Reason.BURNED);
    nothingIsStored();
  }

  @Test
  void twoWrongCodesDoNotHarmTheRightOne() {
    var shown = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    for (int attempt = 1; attempt <= 2; attempt++) {
      var joined = new Recorder();
      ben.pairing.join(wrong(shown.code()), joined);
      assertThat(joined.failed().text()).contains("not right");
    }
    var joined = new Recorder();
    PairingSession b = ben.pairing.join(shown.code(), joined);
    joined.confirm();
    a.confirm();
    b.confirm();
    joined.paired();
  }

  @Test
  void aJoinerOfAWithdrawnCodeIsToldThatItIsNoLongerShown() {
    var shown = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    PairingCode code = shown.code();
    a.close();
    assertThat(shown.failed().reason()).isEqualTo(Reason.CANCELLED);
    var joined = new Recorder();
    ben.pairing.join(code, joined);
    assertThat(joined.failed().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(joined.failed().text()).contains("no longer shows");
  }

  @Test
  void whatBecameOfACodeIsForgottenAfterAWhile() {
    var shown = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    a.close();
    clock.pass(Duration.ofMinutes(15));
    assertThat(ana.pairing.offers().outcome(new byte[32], new byte[32])).isEmpty();
    assertThat(ana.pairing.offers().remembered()).isZero();
  }

  @Test
  void showingAndForgettingManyCodesKeepsMemoryFlat() {
    for (int i = 0; i < 200; i++) {
      ana.pairing.offer(new Recorder());
    }
    assertThat(ana.pairing.offers().open()).hasSize(Limits.OPEN_CODES);
    assertThat(ana.pairing.offers().remembered()).isEqualTo(Limits.REMEMBERED_CODES);
  }

  @Test
  void ofManyJoinsOnlyTwentyAMinuteAreHeardAndUnknownSessionsLeaveNothingBehind() {
    byte[] session = new byte[16];
    for (int i = 0; i < Limits.JOINS_PER_MINUTE + 3; i++) {
      session[0] = (byte) i;
      var joined = new Recorder();
      ben.pairing.join(new PairingCode(session, ana.id, Optional.of(Wrapped.RELAY)), joined);
      assertThat(joined.failed().reason()).isEqualTo(Reason.REJECTED);
      assertThat(joined.failed().text())
          .contains(i < Limits.JOINS_PER_MINUTE ? "not right" : "too many attempts");
    }
    assertThat(ana.pairing.offers().remembered()).isZero();
    clock.pass(Duration.ofMinutes(1));
    pairOnce();
  }

  @Test
  void anUnreachableDeviceIsReportedWithWhatWasTried() {
    var joined = new Recorder();
    NodeId nobody = NodeKey.generate().id();
    ben.pairing.join(new PairingCode(new byte[16], nobody, Optional.empty()), joined);
    assertThat(joined.failed().reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(joined.failed().text()).contains("nobody there announced", "Relay: none");
  }

  @Test
  void aDeviceDoesNotPairWithItself() {
    var shown = new Recorder();
    ana.pairing.offer(shown);
    var joined = new Recorder();
    ana.pairing.join(shown.code(), joined);
    assertThat(joined.failed().text()).contains("this very device");
  }

  @Test
  void aConnectionLostAtTheDigitsFailsOnBothSidesAndStoresNothing() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    a.confirm();
    shown.await(PairingEvent.WaitingForOther.class);
    net.cut(ben.id);
    assertThat(shown.failed().reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(joined.failed().reason()).isEqualTo(Reason.UNREACHABLE);
    nothingIsStored();
  }

  @Test
  void pairingAgainKeepsTheNameThatWasGivenHere() {
    pairOnce();
    ana.store.rename(ben.id, "My desk");
    pairOnce();
    assertThat(ana.store.devices()).hasSize(1);
    assertThat(ana.store.device(ben.id).orElseThrow().name()).isEqualTo("My desk");
    assertThat(ben.store.devices()).hasSize(1);
  }

  @Test
  void eachSideLearnsTheOthersRelayAndNotItsOwn() {
    RelayUrl bens = RelayUrl.parse("https://bens-relay.example").orElseThrow();
    try (Party far =
        Party.open(
            net,
            home.resolve("far"),
            Party.named("Far")
                .network(
                    real ->
                        new Wrapped(real) {
                          @Override
                          public NodeAddr address() {
                            return super.address().withRelay(bens);
                          }
                        }))) {
      var shown = new Recorder();
      var joined = new Recorder();
      PairingSession a = ana.pairing.offer(shown);
      PairingSession b = far.pairing.join(shown.code(), joined);
      joined.confirm();
      a.confirm();
      b.confirm();
      assertThat(shown.paired().lastAddress().relays()).containsExactly(bens);
      assertThat(joined.paired().lastAddress().relays()).containsExactly(Wrapped.RELAY);
    }
  }

  @Test
  void aFailingListenerHoldsNothingUp() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a =
        ana.pairing.offer(
            event -> {
              shown.accept(event);
              throw new IllegalStateException("a broken listener");
            });
    PairingSession b = ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    a.confirm();
    b.confirm();
    shown.paired();
    joined.paired();
  }

  @Test
  void answersBeforeTheDigitsAndAfterTheEndDoNothing() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    a.confirm();
    PairingSession b = ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    assertThat(shown.names()).doesNotContain("WaitingForOther");
    a.confirm();
    a.confirm();
    b.confirm();
    shown.paired();
    joined.paired();
    a.reject();
    a.close();
    b.reject();
    b.close();
    assertThat(ana.store.devices()).hasSize(1);
    assertThat(ben.store.devices()).hasSize(1);
    assertThat(shown.names()).endsWith("Paired");
  }

  @Test
  void closingTheProgramWhileACodeIsShownCancelsIt() {
    var shown = new Recorder();
    ana.pairing.offer(shown);
    shown.code();
    ana.pairing.close();
    assertThat(shown.failed().reason()).isEqualTo(Reason.CANCELLED);
  }

  private void pairOnce() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    PairingSession b = ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    a.confirm();
    b.confirm();
    shown.paired();
    joined.paired();
  }
}
