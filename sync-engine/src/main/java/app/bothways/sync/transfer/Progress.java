package app.bothways.sync.transfer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How fast a folder's contents come: what was received, and what was settled by whatever means,
 * reuse of what is here included. Rates are over the last few seconds. Any thread.
 */
public final class Progress {
  private final Meter received;
  private final Meter settled;
  private final Meter items;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong underWay = new AtomicLong();

  public Progress() {
    this(System::nanoTime);
  }

  Progress(LongSupplier nanoTime) {
    received = new Meter(nanoTime);
    settled = new Meter(nanoTime);
    items = new Meter(nanoTime);
  }

  /** Bytes came over the network. */
  void received(long bytes) {
    received.add(bytes);
    total.addAndGet(bytes);
  }

  /** A small content is staged. */
  void settled(long bytes) {
    settled.add(bytes);
    items.add(1);
  }

  /** Part of a larger content is on the stage. */
  void partly(long bytes) {
    settled.add(bytes);
    underWay.addAndGet(bytes);
  }

  /** A larger content is over; its parts are not counted as under way any more. */
  void over(long partlyBytes) {
    underWay.addAndGet(-partlyBytes);
    items.add(1);
  }

  /** Bytes that came over the network since the folder was opened: contents and chunk lists. */
  public long total() {
    return total.get();
  }

  /** Received content, bytes a second. */
  public long receivedPerSecond() {
    return received.perSecond();
  }

  /**
   * How long the rest will take at the pace of the last seconds: by bytes or by files, whichever is
   * slower; empty when nothing moves.
   *
   * @param needItems names that are still needed
   * @param needBytes bytes of all their files
   */
  public Optional<Duration> eta(long needItems, long needBytes) {
    long bytes = Math.max(0, needBytes - underWay.get());
    double byBytes = settled.rate() > 0 ? bytes / settled.rate() : 0;
    double byItems =
        items.rate() > 0 && bytes / Math.max(1, needItems) < 1 << 18 ? needItems / items.rate() : 0;
    boolean moving = settled.rate() > 0 || items.rate() > 0;
    return moving && needItems > 0
        ? Optional.of(Duration.ofSeconds((long) Math.min(1e9, Math.max(byBytes, byItems)) + 1))
        : Optional.empty();
  }
}
