package app.bothways.net.path;

import static app.bothways.net.path.PathLab.RELAY;
import static app.bothways.net.path.PathLab.direct;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.socket.Route;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathSizeTest {
  private static final Route.Direct LAN = direct("192.168.1.4", 5_000);

  private static PathLab onLan(int mtu) {
    var lab = new PathLab().relayed();
    lab.mtu = mtu;
    lab.answering.add(LAN);
    lab.claims(LAN);
    lab.run(Duration.ofSeconds(3));
    assertThat(lab.used()).isEqualTo(LAN);
    return lab;
  }

  @Test
  void byRelayDatagramsHaveTheSizeThatGoesEverywhere() {
    var lab = new PathLab().relayed();
    lab.run(Duration.ofSeconds(3));
    assertThat(lab.peer.datagram()).isEqualTo(PathSize.BASE);
  }

  @ParameterizedTest
  @CsvSource({"1500,1472", "1499,1464", "1400,1372", "1399,1332", "1280,1232", "9000,1472"})
  void onADirectPathTheyBecomeAsLargeAsItCarries(int mtu, int size) {
    assertThat(onLan(mtu).peer.datagram()).isEqualTo(size);
  }

  @Test
  void noDatagramIsEverLargerThanWhatWasAnsweredBefore() {
    var lab = new PathLab().relayed();
    lab.answering.add(LAN);
    lab.claims(LAN);
    assertThat(lab.peer.datagram()).isEqualTo(PathSize.BASE);
    lab.mtu = 1280;
    lab.runSending(Duration.ofMinutes(1));
    assertThat(lab.used()).isEqualTo(LAN);
    assertThat(lab.peer.datagram()).isEqualTo(PathSize.BASE);
  }

  @Test
  void whenThePathIsLeftForARelayTheNextDatagramHasTheSizeThatGoesEverywhere() {
    PathLab lab = onLan(1500);
    lab.answering.remove(LAN);
    while (lab.used().equals(LAN)) {
      lab.runSending(Duration.ofMillis(50));
    }
    assertThat(lab.used()).isEqualTo(RELAY);
    assertThat(lab.peer.datagram()).isEqualTo(PathSize.BASE);
  }

  /** A route behind the next router changed; no router says so, and small packets still pass. */
  @Test
  void aPathThatBecomesNarrowerIsNoticedWithinTwoSecondsOfDataAndStaysInUse() {
    PathLab lab = onLan(1500);
    lab.runSending(Duration.ofSeconds(5));
    assertThat(lab.peer.datagram()).isEqualTo(1472);
    lab.mtu = 1400;
    lab.runSending(Duration.ofSeconds(2));
    assertThat(lab.peer.datagram()).isLessThanOrEqualTo(1372);
    lab.runSending(Duration.ofSeconds(2));
    assertThat(lab.peer.datagram()).isEqualTo(1372);
    assertThat(lab.used()).isEqualTo(LAN);
  }

  @Test
  void aPathThatBecomesWiderIsFoundOutWithinTenMinutes() {
    PathLab lab = onLan(1400);
    lab.mtu = 1500;
    lab.run(Duration.ofSeconds(610));
    assertThat(lab.peer.datagram()).isEqualTo(1472);
  }

  @Test
  void aPathThroughWhichOnlySmallProbesGoIsNotUsed() {
    var lab = new PathLab().relayed();
    lab.mtu = 1200;
    lab.answering.add(LAN);
    lab.claims(LAN);
    lab.runSending(Duration.ofSeconds(5));
    assertThat(lab.used()).isEqualTo(RELAY);
    lab.mtu = 1500;
    lab.runSending(Duration.ofSeconds(70));
    assertThat(lab.used()).isEqualTo(LAN);
  }

  @Test
  void anIdlePathIsNotFloodedWithPaddedProbes() {
    PathLab lab = onLan(1280);
    int before = lab.to(LAN).stream().filter(one -> one.bytes() > 1000).toList().size();
    assertThat(before).isLessThanOrEqualTo(40);
    lab.run(Duration.ofMinutes(5));
    assertThat(lab.to(LAN).stream().filter(one -> one.bytes() > 1000)).hasSize(before);
  }

  @Test
  void aPaddedProbeHasExactlyItsSizeAndProvesWhoSentIt() {
    var secret = ProbeSecret.random(new java.security.SecureRandom());
    for (int size : new int[] {PathSize.BASE, 1272, 1332, 1372, PathSize.LARGEST}) {
      var probe =
          Stun.padded(
              io.netty.buffer.UnpooledByteBufAllocator.DEFAULT,
              new Stun.Transaction(1, 2),
              secret,
              size);
      assertThat(probe.readableBytes()).isEqualTo(size);
      assertThat(Stun.parse(probe).orElseThrow().provenBy(secret.key())).isTrue();
      probe.release();
    }
  }
}
