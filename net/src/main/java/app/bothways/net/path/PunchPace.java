package app.bothways.net.path;

/**
 * How often a peer may have this node knock anew at every address it has named: at once, and then
 * every two seconds at most, however often it asks. What was asked for too early is done when the
 * two seconds are over, so nothing that a peer has reason to ask for is left out; and a peer that
 * names other people's addresses makes no flood of this node. Event loop only.
 */
final class PunchPace {
  static final long LEAST = 2_000_000_000L;

  private boolean wanted;
  private boolean ever;
  private long last;

  /** The peer asks: whether to knock now. */
  boolean ask(long now) {
    wanted = true;
    return due(now);
  }

  /** Whether to knock now for what was asked earlier. */
  boolean due(long now) {
    if (!wanted || (ever && now - last < LEAST)) {
      return false;
    }
    wanted = false;
    ever = true;
    last = now;
    return true;
  }

  /** Nanoseconds until there is something to knock for. */
  long left(long now) {
    return !wanted ? PathWatch.NEVER : ever ? last + LEAST - now : 0;
  }
}
