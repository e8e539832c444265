package app.bothways.sync.transfer;

import app.bothways.net.report.PathView;
import java.time.Duration;

/** How contents travel, and why. */
public record Coding(Kind kind, Reason reason) {
  private static final Duration NEAR = Duration.ofMillis(5);

  public enum Kind {
    PLAIN,
    ZSTD
  }

  /** Why. */
  public enum Reason {
    /** Every byte goes twice, over a server that others use too. */
    RELAYED,
    /** A round trip of more than 5 ms: hardly ever faster than the compressor. */
    FAR,
    /** A local network: the compressor would be the slower one. */
    NEAR
  }

  /** What to ask of a device that is reached like this. */
  public static Coding over(PathView path) {
    return switch (path.kind()) {
      case RELAY -> new Coding(Kind.ZSTD, Reason.RELAYED);
      case DIRECT, NONE ->
          isFar(path) ? new Coding(Kind.ZSTD, Reason.FAR) : new Coding(Kind.PLAIN, Reason.NEAR);
    };
  }

  /** A round trip on this very machine is long only when the processors are busy already. */
  private static boolean isFar(PathView path) {
    return path.rtt().filter(rtt -> rtt.compareTo(NEAR) > 0).isPresent()
        && !LocalNetwork.isThisMachine(path);
  }
}
