package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.core.Event;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file is packed only while nothing happens. */
@Timeout(60)
class RestTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Event event = new Event.Opened();
  private volatile int slices;
  private volatile int calms;

  private Rest rest(int enough, Duration before, Duration between) {
    return new Rest(
        () -> calms = calms + 1, () -> slices < enough, () -> slices = slices + 1, before, between);
  }

  @Test
  void whatHappensComesFirst() throws InterruptedException {
    events.add(event);
    assertThat(rest(9, NEVER, SOON).until(events)).isSameAs(event);
    assertThat(slices).isZero();
    assertThat(calms).isZero();
  }

  @Test
  void atRestItIsPackedUntilThereIsNoMore() throws InterruptedException {
    Thread later =
        Thread.startVirtualThread(
            () -> {
              while (slices < 3) {
                Thread.onSpinWait();
              }
              events.add(event);
            });
    assertThat(rest(3, SOON, SOON).until(events)).isSameAs(event);
    assertThat(slices).isEqualTo(3);
    assertThat(calms).isOne();
    later.join();
  }

  @Test
  void betweenTwoSlicesThereIsTimeForWhatHappens() throws InterruptedException {
    var rest =
        new Rest(
            () -> {},
            () -> true,
            () -> {
              slices = slices + 1;
              events.add(event);
            },
            SOON,
            NEVER);
    assertThat(rest.until(events)).isSameAs(event);
    assertThat(slices).isOne();
  }

  @Test
  void whatIsPackedIsOnlyWaitedFor() throws InterruptedException {
    events.add(event);
    assertThat(rest(0, NEVER, NEVER).until(events)).isSameAs(event);
  }
}
