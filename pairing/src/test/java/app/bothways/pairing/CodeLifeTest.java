package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.pairing.PairingEvent.Reason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A code works once, for a while, for few guesses, and for as long as it is shown. */
class CodeLifeTest extends TwoDevices {
  /** The right device and relay, another session. */
  private static PairingCode wrong(PairingCode code) {
    byte[] session = code.session();
    session[3] ^= 1;
    return new PairingCode(session, code.node(), code.relay());
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
  void closingTheProgramWhileACodeIsShownCancelsIt() {
    var shown = new Recorder();
    ana.pairing.offer(shown);
    shown.code();
    ana.pairing.close();
    assertThat(shown.failed().reason()).isEqualTo(Reason.CANCELLED);
  }
}
