package app.bothways.sync.core;

/**
 * The long run, by hand: {@code java -cp … app.bothways.sync.core.SimRun FIRST COUNT}. Prints how
 * it goes and, for every violation, its small form.
 */
public final class SimRun {
  private SimRun() {}

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    long begun = System.nanoTime();
    int violations = 0;
    for (long i = 0; i < count; i++) {
      if (Scenario.of(first + i).play().isPresent()) {
        violations++;
        System.out.println("VIOLATION " + Scenario.report(first + i));
        if (violations >= 20) {
          break;
        }
      }
      if ((i + 1) % 5000 == 0 || i + 1 == count) {
        double minutes = (System.nanoTime() - begun) / 60e9;
        System.out.printf(
            "%d seeds from %d, %d violations, %.0f seeds per minute%n",
            i + 1, first, violations, (i + 1) / minutes);
      }
    }
    System.exit(violations == 0 ? 0 : 1);
  }
}
