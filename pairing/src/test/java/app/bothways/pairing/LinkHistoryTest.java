package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.link.LinkHistory;
import app.bothways.net.link.LinkHistory.Batch;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkHistoryTest {
  private static final Instant HOUR = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir Path home;

  private static NodeId id(int n) {
    var bytes = new byte[32];
    bytes[0] = (byte) n;
    return NodeId.of(bytes);
  }

  private static void pair(PairingStore store, int n) {
    store.decide(
        new Unfinished(
            id(n),
            new DeviceInfo("device " + n, "Linux"),
            HOUR,
            NodeAddr.of(id(n)),
            Unfinished.Stage.DECIDED));
    store.acknowledged(id(n));
  }

  private static LinkHour hour(int n, Instant from, int minutes) {
    return new LinkHour(
        id(n),
        from,
        Duration.ofMinutes(minutes),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        1,
        new Traffic(10, 20, 30, 40));
  }

  private static LinkChange change(int n, Instant at, LinkState state) {
    return new LinkChange(id(n), at, state, "192.0.2.1:7", Why.DIRECT);
  }

  private static Batch hours(LinkHour... hours) {
    return new Batch(List.of(hours), List.of());
  }

  @Test
  void batchesOfOneHourAddUpAndSurviveReopening() throws Exception {
    try (H2DeviceStore store = H2DeviceStore.open(home)) {
      pair(store, 1);
      pair(store, 2);
      LinkHistory history = store.history();
      history.add(hours(hour(1, HOUR, 5), hour(2, HOUR, 1)), HOUR);
      history.add(
          new Batch(
              List.of(hour(1, HOUR, 7)),
              List.of(
                  change(1, HOUR, LinkState.DIRECT),
                  change(1, HOUR.plusMillis(1), LinkState.RELAYED))),
          HOUR);
    }
    try (DeviceStore store = DeviceStore.open(home)) {
      LinkHour sum = hour(1, HOUR, 5).plus(hour(1, HOUR, 7));
      assertThat(store.history().hours(id(1), HOUR)).containsExactly(sum);
      assertThat(sum.traffic()).isEqualTo(new Traffic(20, 40, 60, 80));
      assertThat(store.history().hours(id(1), HOUR.plusMillis(1))).isEmpty();
      assertThat(store.history().changes(id(1), 10))
          .containsExactly(
              change(1, HOUR.plusMillis(1), LinkState.RELAYED), change(1, HOUR, LinkState.DIRECT));
      assertThat(store.history().changes(id(1), 1)).hasSize(1);
    }
  }

  @Test
  void whatIsOlderThanThirtyDaysGoes() throws Exception {
    try (H2DeviceStore store = H2DeviceStore.open(home)) {
      pair(store, 1);
      LinkHistory history = store.history();
      history.add(
          new Batch(List.of(hour(1, HOUR, 5)), List.of(change(1, HOUR, LinkState.DIRECT))), HOUR);
      Instant later = HOUR.plus(LinkHistory.KEPT).plusSeconds(1);
      history.add(hours(hour(1, later, 1)), later);
      assertThat(history.hours(id(1), Instant.EPOCH)).hasSize(1);
      assertThat(history.changes(id(1), 10)).isEmpty();
    }
  }

  @Test
  void onlyTheLastChangesAreKeptAndNoOtherDevicePaysForOne() throws Exception {
    try (H2DeviceStore store = H2DeviceStore.open(home)) {
      pair(store, 1);
      pair(store, 2);
      LinkHistory history = store.history();
      history.add(new Batch(List.of(), List.of(change(2, HOUR, LinkState.DIRECT))), HOUR);
      var many = new ArrayList<LinkChange>();
      for (int n = 0; n < LinkHistory.MOST_CHANGES + 300; n++) {
        many.add(change(1, HOUR.plusMillis(n), LinkState.RELAYED));
      }
      history.add(new Batch(List.of(), many), HOUR);
      assertThat(history.changes(id(1), 10_000))
          .hasSize(LinkHistory.MOST_CHANGES)
          .first()
          .isEqualTo(many.getLast());
      assertThat(history.changes(id(2), 10)).hasSize(1);
    }
  }

  @Test
  void aDeviceThatIsRemovedTakesItsPastAlongAndALateBatchDoesNotBringItBack() throws Exception {
    try (H2DeviceStore store = H2DeviceStore.open(home)) {
      pair(store, 1);
      LinkHistory history = store.history();
      var batch = new Batch(List.of(hour(1, HOUR, 5)), List.of(change(1, HOUR, LinkState.DIRECT)));
      history.add(batch, HOUR);
      store.remove(id(1));
      history.add(batch, HOUR);
      pair(store, 1);
      assertThat(history.hours(id(1), Instant.EPOCH)).isEmpty();
      assertThat(history.changes(id(1), 10)).isEmpty();
    }
  }
}
