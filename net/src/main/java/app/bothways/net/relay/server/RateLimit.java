package app.bothways.net.relay.server;

/**
 * How fast one client may send to the relay.
 *
 * @param bytesPerSecond above 0
 * @param burstBytes what may come at once after a pause, above 0
 */
public record RateLimit(long bytesPerSecond, long burstBytes) {
  public RateLimit {
    if (bytesPerSecond <= 0 || burstBytes <= 0) {
      throw new IllegalArgumentException("a rate limit must be above 0");
    }
  }

  /** With a tenth of a second's worth as burst. */
  public static RateLimit of(long bytesPerSecond) {
    return new RateLimit(bytesPerSecond, Math.max(1, bytesPerSecond / 10));
  }
}
