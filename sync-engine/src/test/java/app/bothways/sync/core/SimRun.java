package app.bothways.sync.core;

import java.util.Optional;

/**
 * The long run, by hand: {@code java -cp … app.bothways.sync.core.SimRun FIRST COUNT [KIND]}.
 * Prints how it goes and, for every violation, its small form. Kinds: storm (unless told), canopy,
 * chain, policies, moved.
 */
public final class SimRun {
  private SimRun() {}

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    String kind = args.length > 2 ? args[2] : "storm";
    long begun = System.nanoTime();
    int violations = 0;
    for (long i = 0; i < count; i++) {
      Scenario scenario = scenario(kind, first + i);
      Optional<Throwable> violated = scenario.play();
      if (violated.isPresent()) {
        violations++;
        String why = violated.get().toString().replaceAll("\\s+", " ");
        System.out.printf("VIOLATION of seed %d%n%s%n", first + i, why);
        System.out.println(scenario.report());
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

  private static Scenario scenario(String kind, long seed) {
    return switch (kind) {
      case "storm" -> Scenario.of(seed);
      case "canopy" -> Canopy.of(seed);
      case "chain" -> Scenario.inAChain(seed);
      case "moved" -> Swarm.moved(seed);
      case "policies" -> Scenario.withPolicies(seed);
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
