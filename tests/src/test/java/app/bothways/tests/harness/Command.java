package app.bothways.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a Bothways process is started: the JDK and class path of this test run, and a prefix such as
 * {@code ip netns exec}. Immutable.
 *
 * @param main the class to run
 */
public record Command(List<String> prefix, String main) {
  private static final String LAUNCHER = "app.bothways.app.Launcher";
  private static final Path ARGUMENT_FILE = writeArgumentFile();

  public Command {
    prefix = List.copyOf(prefix);
  }

  public static Command here() {
    return behind(List.of());
  }

  /** Bothways, started through {@code prefix}. */
  public static Command behind(List<String> prefix) {
    return new Command(prefix, LAUNCHER);
  }

  /** A program of the tests themselves. */
  public static Command of(Class<?> main) {
    return new Command(List.of(), main.getName());
  }

  List<String> line(List<String> arguments) {
    var line = new ArrayList<>(prefix);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("@" + ARGUMENT_FILE);
    line.add(main);
    line.addAll(arguments);
    return line;
  }

  private static Path writeArgumentFile() {
    try {
      Path file = Files.createTempFile("bothways-java", ".args");
      file.toFile().deleteOnExit();
      String classPath = System.getProperty("java.class.path").replace("\\", "\\\\");
      return Files.write(
          file,
          List.of(
              "-XX:+UseSerialGC",
              "-Xms16m",
              "-Xmx384m",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              '"' + classPath + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
