package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.pairing.PairingEvent.Reason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From a code to a stored device, and every other way it may end. */
class PairingTest extends TwoDevices {
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
}
