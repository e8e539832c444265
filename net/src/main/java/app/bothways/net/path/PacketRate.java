package app.bothways.net.path;

/** A bucket of packets that fills evenly with time. */
public final class PacketRate {
  public static final int PER_SECOND = 200;

  private static final int BURST = 20;
  private static final long NANOS_EACH = 1_000_000_000L / PER_SECOND;

  private long paidUntil;

  public PacketRate(long now) {
    paidUntil = now;
  }

  /** How many of {@code wanted} may be sent at {@code now}; they count as sent. */
  public int take(int wanted, long now) {
    paidUntil = Math.max(paidUntil, now - BURST * NANOS_EACH);
    int granted = Math.clamp((now - paidUntil) / NANOS_EACH, 0, Math.max(0, wanted));
    paidUntil += granted * NANOS_EACH;
    return granted;
  }
}
