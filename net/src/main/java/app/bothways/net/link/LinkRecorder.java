package app.bothways.net.link;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PeerView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches links and keeps their past. Looks every {@link Pace#look} and soon after a {@link
 * #nudge}; writes at most once in {@link Pace#news}, and seldom while nothing but time passes. A
 * crash loses what was not written yet, a disk that fails keeps nothing else from working. Any
 * thread.
 */
public final class LinkRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkRecorder.class);

  /**
   * @param look between two looks
   * @param gap the least time between two looks
   * @param news after so long what has news is written
   * @param rest after so long the rest is
   */
  record Pace(Duration look, Duration gap, Duration news, Duration rest) {
    static final Pace USUAL =
        new Pace(
            Duration.ofSeconds(5),
            Duration.ofMillis(250),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15));
  }

  private final Supplier<? extends Collection<PeerView>> links;
  private final LinkHistory history;
  private final Pace pace;
  private final LinkMeter meter = new LinkMeter();
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;
  private long writtenAt = System.nanoTime();

  LinkRecorder(Supplier<? extends Collection<PeerView>> links, LinkHistory history, Pace pace) {
    this.links = links;
    this.history = history;
    this.pace = pace;
    this.thread = Thread.ofVirtual().name("links-history").start(this::run);
  }

  /** Starts watching. */
  public static LinkRecorder start(
      Supplier<? extends Collection<PeerView>> links, LinkHistory history) {
    return new LinkRecorder(links, history, Pace.USUAL);
  }

  /** Something about a link may have changed. Never blocks. */
  public void nudge() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  private void run() {
    try {
      while (pause()) {
        look();
      }
    } catch (InterruptedException ended) {
      LOG.debug("the history of links ends");
    }
  }

  /** False when it is over. */
  private boolean pause() throws InterruptedException {
    if (wake.tryAcquire(pace.look.toNanos(), TimeUnit.NANOSECONDS)) {
      wake.drainPermits();
    }
    return !ended.await(pace.gap.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    Collection<PeerView> views = links.get();
    lock.lock();
    try {
      meter.look(System.nanoTime(), Instant.now(), views);
      Duration since = Duration.ofNanos(System.nanoTime() - writtenAt);
      Duration due = meter.hasNews() ? pace.news : pace.rest;
      if (since.compareTo(due) >= 0) {
        write();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: who reads must not see a batch twice, or not at all. */
  private void write() {
    writtenAt = System.nanoTime();
    LinkHistory.Batch batch = meter.gathered();
    if (batch.isEmpty()) {
      return;
    }
    try {
      history.add(batch, Instant.now());
      meter.clear();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("the history of links cannot be kept: {}", e.toString());
      }
      failing = true;
    }
  }

  /** Like {@link LinkHistory#hours}, with what is not written yet. */
  public List<LinkHour> hours(NodeId device, Instant from) {
    lock.lock();
    try {
      var all = new TreeMap<Instant, LinkHour>();
      history.hours(device, from).forEach(hour -> all.put(hour.from(), hour));
      meter.gathered().hours().stream()
          .filter(hour -> hour.device().equals(device) && !hour.from().isBefore(from))
          .forEach(hour -> all.merge(hour.from(), hour, LinkHour::plus));
      return List.copyOf(all.values());
    } finally {
      lock.unlock();
    }
  }

  /** Like {@link LinkHistory#changes}, with what is not written yet. */
  public List<LinkChange> changes(NodeId device, int most) {
    lock.lock();
    try {
      var fresh =
          meter.gathered().changes().stream()
              .filter(change -> change.device().equals(device))
              .sorted(Comparator.comparing(LinkChange::at).reversed());
      return Stream.concat(fresh, history.changes(device, most).stream()).limit(most).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Looks and writes for the last time; blocks for the disk. */
  @Override
  public void close() {
    if (ended.getCount() == 0) {
      return;
    }
    ended.countDown();
    wake.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      // What has been seen is written all the same.
      Thread.currentThread().interrupt();
    }
    look();
    lock.lock();
    try {
      write();
    } finally {
      lock.unlock();
    }
  }
}
