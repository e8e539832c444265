package app.bothways.sync.core;

/**
 * From how many deletions at a time on a person is asked first: more than {@code least}, and more
 * than {@code percent} of the files that there are. Moves do not count.
 */
public record Breaker(long least, int percent) {
  /** Deletions that this device would tell to others. */
  public static final Breaker PUBLISHING = new Breaker(50, 20);

  /** Deletions that others want of this device; they have been confirmed there as a rule. */
  public static final Breaker APPLYING = new Breaker(100, 50);

  public Breaker {
    if (least < 0 || percent < 0 || percent > 100) {
      throw new IllegalArgumentException("least " + least + ", percent " + percent);
    }
  }

  /**
   * Whether a person must be asked.
   *
   * @param files how many there were before
   */
  public boolean trips(long deletions, long files) {
    return deletions > least && deletions * 100 > files * percent;
  }
}
