package app.bothways.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkMeterTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T10:59:00Z");

  private final NodeId ben = NodeId.of(new byte[32]);
  private final LinkMeter meter = new LinkMeter();
  private Duration passed = Duration.ZERO;

  private PeerView view(LinkState state, Traffic traffic) {
    PathView path =
        switch (state) {
          case DIRECT -> new PathView(PathView.Kind.DIRECT, "192.0.2.1:7", Optional.empty());
          case RELAYED -> new PathView(PathView.Kind.RELAY, "https://r.example", Optional.empty());
          case OFFLINE, CONNECTING -> PathView.NONE;
        };
    return new PeerView(ben, state, path, Why.DIRECT, traffic, BEGIN);
  }

  private void look(Duration later, LinkState state, Traffic traffic) {
    passed = passed.plus(later);
    meter.look(1 + passed.toNanos(), BEGIN.plus(passed), List.of(view(state, traffic)));
  }

  private void look(int secondsLater, LinkState state) {
    look(Duration.ofSeconds(secondsLater), state, Traffic.NONE);
  }

  private LinkHour total() {
    return meter.gathered().hours().stream().reduce(LinkHour.empty(ben, BEGIN), LinkHour::plus);
  }

  private List<LinkState> changes() {
    return meter.gathered().changes().stream().map(LinkChange::link).toList();
  }

  @Test
  void timeCountsForTheStateThatItBeganWith() {
    look(0, LinkState.RELAYED);
    look(10, LinkState.DIRECT);
    look(20, LinkState.DIRECT);
    look(5, LinkState.OFFLINE);
    look(30, LinkState.CONNECTING);
    look(1, LinkState.DIRECT);
    LinkHour all = total();
    assertThat(all.relayed()).isEqualTo(Duration.ofSeconds(10));
    assertThat(all.direct()).isEqualTo(Duration.ofSeconds(25));
    assertThat(all.offline()).isEqualTo(Duration.ofSeconds(31));
    assertThat(all.drops()).isEqualTo(1);
    assertThat(all.seen()).isEqualTo(Duration.ofSeconds(66));
    assertThat(all.reliability()).isEqualTo(35.0 / 66);
    assertThat(changes())
        .containsExactly(LinkState.RELAYED, LinkState.DIRECT, LinkState.OFFLINE, LinkState.DIRECT);
  }

  @Test
  void eachHourHasARowOfItsOwn() {
    look(0, LinkState.DIRECT);
    look(30, LinkState.DIRECT);
    look(40, LinkState.DIRECT);
    assertThat(meter.gathered().hours())
        .extracting(LinkHour::from)
        .containsExactlyInAnyOrder(
            Instant.parse("2026-11-21T10:00:00Z"), Instant.parse("2026-11-21T11:00:00Z"));
  }

  @Test
  void bytesAddUpToTheCountersAlsoWhenThoseBeginAnew() {
    look(Duration.ZERO, LinkState.DIRECT, new Traffic(100, 10, 1000, 1));
    look(Duration.ofSeconds(1), LinkState.DIRECT, new Traffic(150, 10, 1000, 3));
    look(Duration.ofSeconds(1), LinkState.DIRECT, new Traffic(5, 0, 7, 0));
    assertThat(total().traffic()).isEqualTo(new Traffic(55, 0, 7, 2));
  }

  @Test
  void whileTheMachineSleptNothingIsCounted() {
    look(0, LinkState.DIRECT);
    look(10, LinkState.DIRECT);
    look(Duration.ofHours(8), LinkState.OFFLINE, Traffic.NONE);
    assertThat(total().seen()).isEqualTo(Duration.ofSeconds(10));
    assertThat(total().drops()).isEqualTo(1);
  }

  @Test
  void aLinkThatFlapsWithoutEndMakesNoMoreThanTheBound() {
    for (int n = 0; n < 1000; n++) {
      look(1, n % 2 == 0 ? LinkState.DIRECT : LinkState.OFFLINE);
    }
    assertThat(changes()).hasSize(LinkMeter.MOST_CHANGES);
    assertThat(total().drops()).isEqualTo(500);
    assertThat(meter.gathered().hours()).hasSize(2);
  }

  @Test
  void mereTimeIsNoNews() {
    look(0, LinkState.OFFLINE);
    meter.clear();
    look(10, LinkState.CONNECTING);
    look(10, LinkState.OFFLINE);
    assertThat(meter.hasNews()).isFalse();
    assertThat(total().offline()).isEqualTo(Duration.ofSeconds(20));
    look(1, LinkState.DIRECT);
    assertThat(meter.hasNews()).isTrue();
  }

  @Test
  void aDeviceThatIsNotKeptAnyMoreIsForgotten() {
    look(0, LinkState.DIRECT);
    meter.clear();
    meter.look(2, BEGIN, List.of());
    look(10, LinkState.OFFLINE);
    assertThat(total().drops()).isZero();
  }
}
