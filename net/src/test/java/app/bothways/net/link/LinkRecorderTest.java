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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkRecorderTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final NodeId BEN = NodeId.of(new byte[32]);

  /** Keeps batches in memory, or fails. */
  private static final class Kept implements LinkHistory {
    private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    private volatile boolean broken;

    @Override
    public void add(Batch batch, Instant now) {
      if (broken) {
        throw new UncheckedIOException(new IOException("disk full"));
      }
      batches.add(batch);
    }

    @Override
    public List<LinkHour> hours(NodeId device, Instant from) {
      return batches.stream().flatMap(batch -> batch.hours().stream()).toList();
    }

    @Override
    public List<LinkChange> changes(NodeId device, int most) {
      return batches.stream().flatMap(batch -> batch.changes().stream()).toList().reversed();
    }
  }

  private final Kept kept = new Kept();
  private volatile LinkState state = LinkState.OFFLINE;
  private volatile long sent;

  private List<PeerView> views() {
    var path = new PathView(PathView.Kind.DIRECT, "192.0.2.1:7", Optional.empty());
    var traffic = new Traffic(sent, 0, 0, 0);
    return List.of(new PeerView(BEN, state, path, Why.DIRECT, traffic, Instant.EPOCH));
  }

  private LinkRecorder recorder(Duration look, Duration news) {
    return new LinkRecorder(
        this::views, kept, new LinkRecorder.Pace(look, Duration.ofMillis(1), news, NEVER));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  @Test
  void whatIsNotWrittenYetCanBeReadAlready() throws Exception {
    try (LinkRecorder recorder = recorder(NEVER, NEVER)) {
      recorder.nudge();
      await(() -> recorder.changes(BEN, 10).size() == 1);
      state = LinkState.DIRECT;
      sent = 77;
      recorder.nudge();
      await(() -> recorder.changes(BEN, 10).size() == 2);
      assertThat(recorder.changes(BEN, 10).getFirst().link()).isEqualTo(LinkState.DIRECT);
      assertThat(recorder.hours(BEN, Instant.EPOCH).getFirst().traffic().sentDirect())
          .isEqualTo(77);
      assertThat(kept.batches).isEmpty();
    }
    assertThat(kept.batches).as("written at the end").hasSize(1);
  }

  @Test
  void whatHasNewsIsWrittenWithoutBeingAsked() throws Exception {
    try (LinkRecorder recorder = recorder(Duration.ofMillis(2), Duration.ZERO)) {
      assertThat(kept.batches.poll(20, TimeUnit.SECONDS)).isNotNull();
      state = LinkState.DIRECT;
      await(
          () ->
              recorder.changes(BEN, 1).stream()
                  .anyMatch(change -> change.link() == LinkState.DIRECT));
    }
  }

  @Test
  void manyNudgesMakeNoStorm() throws Exception {
    try (LinkRecorder recorder = recorder(NEVER, Duration.ofHours(1))) {
      for (int n = 0; n < 10_000; n++) {
        sent = n;
        recorder.nudge();
      }
      assertThat(kept.batches).isEmpty();
    }
    assertThat(kept.batches).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void whatADiskRefusedIsWrittenLater() throws Exception {
    kept.broken = true;
    try (LinkRecorder recorder = recorder(Duration.ofMillis(2), Duration.ZERO)) {
      await(() -> recorder.changes(BEN, 10).size() == 1);
      kept.broken = false;
      await(() -> !kept.batches.isEmpty());
      assertThat(recorder.changes(BEN, 10)).hasSize(1);
    }
  }
}
