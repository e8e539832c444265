package app.bothways.net.portmap;

/**
 * How long a gateway says it has kept its mappings, and when it said so. A gateway that has
 * forgotten them starts counting anew.
 *
 * @param seconds as the gateway counts; 0 to 2^32 - 1
 * @param at by {@code System.nanoTime}
 */
record Epoch(long seconds, long at) {
  private static final double NANOS = 1e9;

  /**
   * Whether a gateway that said {@code later} afterwards has lost what it granted before: RFC 6887
   * section 8.5. The stricter rule of RFC 6886 section 3.6 differs by a second and a half of slack.
   */
  boolean lostBy(Epoch later) {
    // Datagrams that overtake each other make an epoch go back by a second.
    if (later.seconds < seconds - 1) {
      return true;
    }
    double ours = (later.at - at) / NANOS;
    double theirs = later.seconds - seconds;
    return ours + 2 < theirs - theirs / 16 || theirs + 2 < ours - ours / 16;
  }
}
