package app.bothways.pairing;

import app.bothways.net.Subscription;
import java.time.Duration;
import java.time.Instant;

/** Every clock that pairing reads; a fake one in tests. Any thread may call. */
interface Timing extends AutoCloseable {
  /** Monotonic, in nanoseconds from an arbitrary zero. */
  long nanos();

  /** What the wall clock shows; may jump. */
  Instant now();

  /** Runs {@code task} once, on a thread where it may block, unless closed before. */
  Subscription after(Duration delay, Runnable task);

  /** What still waits does not run, nor does anything handed in later. */
  @Override
  void close();
}
