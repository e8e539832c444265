package app.bothways.sync.plan;

import java.time.Instant;

/** Breaks the house rules on purpose. */
public final class PlannerThatReadsClocks {
  private PlannerThatReadsClocks() {}

  static Instant read() {
    return Instant.now();
  }
}
