package app.bothways.net.relay.flow;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Asks after a silent connection and calls it dead when no frame at all answers. Any received frame
 * counts as life, not the pong alone: behind a full queue the pong may come late. Event loop only.
 */
public final class Heartbeat {
  /**
   * When to ask and how long to wait.
   *
   * @param interval silence after which a ping is sent
   * @param jitter up to this much is added to the interval at random, at least a fifth of it
   * @param timeout silence after a ping that means death
   * @param asks what the interval is counted from
   */
  public record Rhythm(Duration interval, Duration jitter, Duration timeout, Asks asks) {
    /** Asks when it is silent. */
    public Rhythm(Duration interval, Duration jitter, Duration timeout) {
      this(interval, jitter, timeout, Asks.WHEN_SILENT);
    }
  }

  /** When a ping is due. */
  public enum Asks {
    /** The interval after the last frame that came: only to know whether it lives. */
    WHEN_SILENT,
    /** The interval after the last ping, whatever comes: the round trip time stays fresh. */
    STEADILY
  }

  /** What the connection does for its heartbeat. */
  public interface Pulse {
    void sendPing(long payload);

    /** Nothing came within the timeout. Called at most once; the heartbeat has stopped. */
    void dead();
  }

  private final EventLoop loop;
  private final Rhythm rhythm;
  private final Pulse pulse;
  private long lastReceived;
  private long pingSent;
  private long pingPayload;
  private long deadline;
  private boolean awaitingPong;
  private Duration roundTrip = Duration.ZERO;
  private Future<?> timer;
  private boolean stopped;

  public Heartbeat(EventLoop loop, Rhythm rhythm, Pulse pulse) {
    this.loop = loop;
    this.rhythm = rhythm;
    this.pulse = pulse;
    this.lastReceived = System.nanoTime();
  }

  /** Begins with silence counted from now. */
  public void start() {
    lastReceived = System.nanoTime();
    pingSent = lastReceived;
    scheduleIdle(nextInterval());
  }

  /** Any frame came in. */
  public void received() {
    lastReceived = System.nanoTime();
  }

  /** The round trip time when {@code payload} is that of the last ping; empty otherwise. */
  public Optional<Duration> pong(long payload) {
    if (!awaitingPong || payload != pingPayload) {
      return Optional.empty();
    }
    awaitingPong = false;
    roundTrip = Duration.ofNanos(System.nanoTime() - pingSent);
    return Optional.of(roundTrip);
  }

  /** Asks at once and waits as long as for any other ping. */
  public void pingNow() {
    ping(rhythm.timeout());
  }

  /**
   * Asks at once and waits three round trips only, but 0.5 s to the usual timeout. Where the last
   * ping is still unanswered, only its time may become shorter: whoever asks again and again would
   * else put off the verdict for ever.
   */
  public void pingSharply() {
    long sharp = Math.max(500, 3 * roundTrip.toMillis());
    boolean measured = !roundTrip.isZero();
    Duration timeout =
        measured && sharp < rhythm.timeout().toMillis()
            ? Duration.ofMillis(sharp)
            : rhythm.timeout();
    boolean asked = awaitingPong && lastReceived - pingSent < 0;
    if (!asked) {
      ping(timeout);
    } else if (System.nanoTime() + timeout.toNanos() - deadline < 0) {
      awaitAnswer(timeout);
    }
  }

  private void awaitAnswer(Duration timeout) {
    deadline = System.nanoTime() + timeout.toNanos();
    schedule(this::answered, timeout.toNanos());
  }

  public void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void ping(Duration timeout) {
    if (stopped) {
      return;
    }
    pingPayload = ThreadLocalRandom.current().nextLong();
    pingSent = System.nanoTime();
    awaitingPong = true;
    pulse.sendPing(pingPayload);
    awaitAnswer(timeout);
  }

  private void answered() {
    if (lastReceived - pingSent < 0) {
      stop();
      pulse.dead();
    } else {
      scheduleIdle(nextInterval());
    }
  }

  private void scheduleIdle(long interval) {
    schedule(() -> idle(interval), Math.max(0, interval - (System.nanoTime() - base())));
  }

  private long base() {
    return switch (rhythm.asks()) {
      case WHEN_SILENT -> lastReceived;
      case STEADILY -> pingSent;
    };
  }

  private void idle(long interval) {
    if (System.nanoTime() - base() >= interval) {
      pingNow();
    } else {
      scheduleIdle(interval);
    }
  }

  private void schedule(Runnable task, long nanos) {
    if (timer != null) {
      timer.cancel(false);
    }
    if (!stopped) {
      timer = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private long nextInterval() {
    long jitter = rhythm.jitter().toNanos();
    long extra = jitter == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter / 5, jitter + 1);
    return rhythm.interval().toNanos() + extra;
  }
}
