package app.bothways.app.demo;

import app.bothways.pairing.PairingEvent;
import java.util.Locale;

/** Values for the people who watch. */
final class Words {
  private Words() {}

  static String amount(long files, long bytes) {
    return String.format(Locale.ROOT, "%d files, %.1f MiB", files, bytes / 1048576.0);
  }

  static String way(PairingEvent.Way way) {
    return switch (way) {
      case LAN -> "the local network";
      case DIRECT -> "a direct address";
      case RELAY -> "the relay";
      case LOOKUP -> "a looked-up address";
    };
  }
}
