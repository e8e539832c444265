package app.bothways.net.relay.server;

import java.time.Duration;
import java.util.Optional;

/**
 * What one client may send: the relay's rate, and less than that once its quota is used up. A
 * change of either holds at once. Event loop of the client only.
 */
final class Allowance {
  private final Hub hub;
  private final Usage usage;

  Allowance(Hub hub, Usage usage) {
    this.hub = hub;
    this.usage = usage;
  }

  /** So much has come. */
  void count(int bytes) {
    quota().ifPresent(quota -> usage.add(bytes, quota.period(), System.nanoTime()));
  }

  boolean usedUp() {
    return quota().map(this::freeIn).filter(wait -> !wait.isZero()).isPresent();
  }

  private Duration freeIn(Quota quota) {
    return usage.until(quota.bytes(), quota.period(), System.nanoTime());
  }

  /** The rate in force; empty: as fast as it is read. */
  Optional<RateLimit> rate() {
    Optional<RateLimit> usual = hub.limits().clientRate();
    if (!usedUp()) {
      return usual;
    }
    Optional<RateLimit> trickle = quota().map(Quota::trickle);
    boolean slower =
        usual.isPresent()
            && trickle.isPresent()
            && usual.get().bytesPerSecond() < trickle.get().bytesPerSecond();
    return slower ? usual : trickle;
  }

  private Optional<Quota> quota() {
    return hub.limits().quota();
  }
}
