package app.bothways.ui.network;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.ui.ModelRig;
import app.bothways.ui.Sample;
import app.bothways.ui.parts.Figure;
import app.bothways.ui.parts.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkModelTest {
  private final ModelRig rig = new ModelRig();
  private final NetworkModel model = new NetworkModel(rig.live);

  private void traffic(long sent, long received) {
    Traffic traffic = new Traffic(sent, 0, 0, received);
    rig.app.devices =
        List.of(Sample.device(1, "Ana", "", Sample.direct(1, "10.0.0.2:1", 3, traffic)));
    rig.seen();
  }

  @Test
  void ratesComeFromCountersOverTheLastSeconds() {
    traffic(1_000_000, 0);
    assertThat(model.stats().get().sending().number()).isEqualTo("0");
    for (int i = 1; i <= 6; i++) {
      rig.later(1);
      traffic(1_000_000 + i * 2_000_000L, i * 500_000L);
    }
    assertThat(model.rows().get().getFirst().sending()).isEqualTo("2.0 MB/s");
    assertThat(model.stats().get().receiving().number()).isEqualTo("500");
  }

  @Test
  void countersThatBeginAnewGiveNoNegativeRate() {
    traffic(50_000_000, 0);
    rig.later(1);
    traffic(1000, 0);
    assertThat(model.rows().get().getFirst().sending()).isEqualTo("0 B/s");
  }

  @Test
  void anHourOfSilenceIsNotAveragedIntoTheRate() {
    traffic(0, 0);
    rig.later(3600);
    traffic(3_600_000_000L, 0);
    assertThat(model.rows().get().getFirst().sending()).isEqualTo("0 B/s");
  }

  @Test
  void theClockSetBackDoesNotStopTheChart() {
    traffic(0, 0);
    rig.later(-7200);
    for (int i = 0; i < 3; i++) {
      rig.later(1);
      traffic(0, 0);
    }
    assertThat(model.chart().get().orElseThrow().samples()).hasSize(3);
  }

  @Test
  void theChartHoldsAnHourAtMost() {
    for (int i = 0; i < 4000; i++) {
      rig.later(1);
      traffic(0, 0);
    }
    assertThat(model.chart().get().orElseThrow().samples()).hasSizeBetween(3600, 3601);
  }

  @Test
  void theHeadlineSaysWhoIsRelayed() {
    assertThat(Texts.of("network.none")).isEqualTo("No devices yet.");
    rig.seen();
    assertThat(model.headline().get()).isEqualTo("No devices yet.");
    rig.app.devices = Sample.devices(0);
    rig.seen();
    assertThat(model.headline().get())
        .isEqualTo("All 3 devices are connected. One goes through a relay.");
    rig.app.devices = List.of(Sample.device(1, "Ana", "", Sample.offline(1)));
    rig.seen();
    assertThat(model.headline().get()).isEqualTo("No device is connected.");
    assertThat(model.rows().get().getFirst().latency()).isEqualTo("–");
  }

  @Test
  void everyReasonIsExplainedExceptADirectConnection() {
    Stream.of(Why.values())
        .filter(w -> w != Why.DIRECT)
        .forEach(
            w -> {
              var link = Sample.link(1, LinkState.RELAYED, PathView.NONE, w, Traffic.NONE);
              assertThat(NetworkModel.why(link)).isNotBlank();
            });
    assertThat(NetworkModel.why(Sample.direct(1, "10.0.0.2:1", 3, Traffic.NONE))).isEmpty();
  }

  @Test
  void aRelayThatIsNotThereIsADashAndAReason() {
    rig.seen();
    assertThat(model.stats().get().relay().below()).isEqualTo("No relay in use");
    rig.app.relay = Optional.of(Sample.relay(38));
    rig.seen();
    assertThat(model.stats().get().relay()).isEqualTo(new Figure("38", "ms", "relay.example"));
  }

  private static LinkHour hour(Instant from, int direct, int relayed, int offline, int drops) {
    return new LinkHour(
        Sample.node(1),
        from,
        Duration.ofMinutes(direct),
        Duration.ofMinutes(relayed),
        Duration.ofMinutes(offline),
        drops,
        Traffic.NONE);
  }

  @Test
  void theLastThirtyDaysAreAStripAndASentence() {
    Instant now = rig.now;
    rig.app.past =
        id -> List.of(hour(now.minusSeconds(90_000), 30, 30, 0, 0), hour(now, 45, 0, 15, 2));
    traffic(0, 0);
    Reliability past = model.rows().get().getFirst().past();
    assertThat(past.days()).hasSize(Reliability.DAYS);
    assertThat(past.text())
        .isEqualTo("30 days: 62.5 % direct, 25 % relayed, 12.5 % no connection; lost 2 times");
    assertThat(past.days().getLast().offline()).isEqualTo(.25);
    assertThat(past.days().get(10).seen()).isFalse();
    assertThat(past.days().get(10).text()).endsWith("this device did not run");
  }

  @Test
  void aLinkThatWasNeverSeenHasNoShares() {
    traffic(0, 0);
    assertThat(model.rows().get().getFirst().past().text())
        .isEqualTo("30 days: nothing recorded yet");
  }

  @Test
  void theHistoryIsReadOnceAMinute() {
    traffic(0, 0);
    rig.app.past = id -> List.of(hour(rig.now, 60, 0, 0, 0));
    rig.later(30);
    traffic(0, 0);
    assertThat(model.rows().get().getFirst().past().text()).endsWith("nothing recorded yet");
    rig.later(31);
    traffic(0, 0);
    assertThat(model.rows().get().getFirst().past().text())
        .isEqualTo("30 days: 100 % direct, 0 % relayed, 0 % no connection");
  }

  @Test
  void nearlyAllIsNotAll() {
    assertThat(Reliability.percent(1)).isEqualTo("100");
    assertThat(Reliability.percent(.9999)).isEqualTo(">99.9");
    assertThat(Reliability.percent(.0001)).isEqualTo("<0.1");
    assertThat(Reliability.percent(0)).isEqualTo("0");
  }

  @Test
  void aRelayThatRefusesSaysWhatWouldHelp() {
    rig.app.relay =
        Optional.of(
            new RelayView(Sample.RELAY, RelayView.State.DENIED, Optional.empty(), "no access"));
    rig.seen();
    assertThat(model.stats().get().relay().below()).isEqualTo("relay.example refuses this device");
    assertThat(model.relayHelp().get()).startsWith("Ask who runs the relay");
    rig.app.relay = Optional.of(Sample.relay(38));
    rig.seen();
    assertThat(model.relayHelp().get()).isEmpty();
  }

  @Test
  void gridStepsAreRound() {
    assertThat(LatencyChart.step(.1)).isEqualTo(1);
    assertThat(LatencyChart.step(27)).isEqualTo(40);
    assertThat(LatencyChart.step(4321)).isEqualTo(5000);
    assertThat(LatencyChart.spacing(60)).isEqualTo(15);
    assertThat(LatencyChart.spacing(3600)).isEqualTo(900);
  }
}
