package app.bothways.net.relay.server.config;

import app.bothways.net.fuzz.Bounds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A configuration file: read, or refused in one line. */
public final class RelayFileFuzz {
  private static final long FIXED = 64L << 20;
  private static final Path DIRECTORY = Path.of("/nonexistent");

  private RelayFileFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    String text = new String(data, StandardCharsets.UTF_8);
    Bounds.allocate(FIXED + 65_536L * data.length, () -> read(text));
  }

  private static void read(String text) {
    try {
      RelayFile.parse("relay.toml", text, DIRECTORY, Map.of());
    } catch (RelayFileException refused) {
      String line = refused.getMessage();
      if (line == null || line.isBlank() || line.contains("\n") || line.length() > 700) {
        throw new AssertionError("nothing to show to a person: " + line);
      }
    }
  }
}
