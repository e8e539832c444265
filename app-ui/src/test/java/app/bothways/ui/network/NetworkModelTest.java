package app.bothways.ui.network;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.ui.ModelRig;
import app.bothways.ui.Sample;
import app.bothways.ui.parts.Texts;
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
    assertThat(model.stats().get().relay().hint()).isEqualTo("No relay in use");
    rig.app.relay = Optional.of(Sample.relay(38));
    rig.seen();
    assertThat(model.stats().get().relay())
        .isEqualTo(new NetworkModel.Stat("38", "ms", "relay.example"));
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
