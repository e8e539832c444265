package app.bothways.sync.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the inputs with which a target begins into a directory, for {@code tests/fuzz}. */
public final class Seeds {
  private Seeds() {}

  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    Object made = Class.forName(arguments[0]).getMethod("seeds").invoke(null);
    int number = 0;
    for (Object seed : (List<?>) made) {
      Files.write(Path.of(arguments[1], "seed-" + number++), (byte[]) seed);
    }
  }
}
