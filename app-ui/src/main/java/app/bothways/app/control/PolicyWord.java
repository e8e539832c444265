package app.bothways.app.control;

import app.bothways.net.PathPolicy;
import java.util.Arrays;
import java.util.Optional;

/** Path policies by the words of the command line. */
public final class PolicyWord {
  private PolicyWord() {}

  public static String of(PathPolicy policy) {
    return switch (policy) {
      case AUTO -> "auto";
      case DIRECT_ONLY -> "direct";
      case LAN_ONLY -> "lan";
      case RELAY_ONLY -> "relay";
    };
  }

  public static Optional<PathPolicy> parse(String word) {
    return Arrays.stream(PathPolicy.values()).filter(p -> of(p).equals(word)).findFirst();
  }
}
