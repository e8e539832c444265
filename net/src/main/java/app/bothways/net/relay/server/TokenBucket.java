package app.bothways.net.relay.server;

import java.time.Duration;

/**
 * A balance that grows with time up to a burst. It may be overdrawn by one taking, after which the
 * taker waits. Not safe for several threads; times are those of {@link System#nanoTime}.
 */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private double balance;
  private long last;

  TokenBucket(double balance, long now) {
    this.balance = balance;
    this.last = now;
  }

  /** Adds what {@code perSecond} has earned since the last call; never above {@code burst}. */
  void refill(double perSecond, double burst, long now) {
    balance = Math.min(burst, balance + (now - last) / NANOS * perSecond);
    last = now;
  }

  /** Takes one if there is one. */
  boolean takeOne() {
    if (balance < 1) {
      return false;
    }
    balance--;
    return true;
  }

  /** Takes {@code amount}, whether it is there or not. */
  void take(double amount) {
    balance -= amount;
  }

  boolean overdrawn() {
    return balance < 0;
  }

  /** Until the balance is no longer below zero. */
  Duration recovery(double perSecond) {
    return balance >= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.min(1e18, Math.ceil(-balance / perSecond * NANOS)));
  }
}
