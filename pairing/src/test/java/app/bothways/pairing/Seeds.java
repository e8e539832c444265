package app.bothways.pairing;

import java.util.Random;

/** Random bytes that can be had again: {@code -Dbothways.seed=N}. */
public final class Seeds {
  private Seeds() {}

  public static Random random() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    return new Random(seed);
  }
}
