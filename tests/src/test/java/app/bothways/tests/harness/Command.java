package app.bothways.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a process is started: a prefix such as {@code ip netns exec}, and a program, which is
 * Bothways with the JDK and class path of this test run unless said otherwise. Immutable.
 */
public record Command(List<String> prefix, List<String> program) {
  private static final Path ARGUMENT_FILE =
      writeArgumentFile(System.getProperty("java.class.path"));

  public Command {
    prefix = List.copyOf(prefix);
    program = List.copyOf(program);
  }

  public Command(List<String> prefix) {
    this(prefix, bothways(ARGUMENT_FILE));
  }

  public static Command here() {
    return new Command(List.of());
  }

  /** Bothways here, with another class path than this test run's. */
  public static Command withClassPath(String classPath) {
    return new Command(List.of(), bothways(writeArgumentFile(classPath)));
  }

  /** Another program at the same place. */
  public Command running(String... other) {
    return new Command(prefix, List.of(other));
  }

  /** A program of the tests themselves. */
  public static Command of(Class<?> main) {
    return new Command(List.of(), java(ARGUMENT_FILE, main.getName()));
  }

  private static List<String> bothways(Path argumentFile) {
    return java(argumentFile, "app.bothways.app.Launcher");
  }

  private static List<String> java(Path argumentFile, String main) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "@" + argumentFile, main);
  }

  List<String> line(List<String> arguments) {
    var line = new ArrayList<>(prefix);
    line.addAll(program);
    line.addAll(arguments);
    return line;
  }

  private static Path writeArgumentFile(String classPath) {
    try {
      Path file = Files.createTempFile("bothways-java", ".args");
      file.toFile().deleteOnExit();
      return Files.write(
          file,
          List.of(
              "-XX:+UseSerialGC",
              "-Xms16m",
              "-Xmx384m",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              '"' + classPath.replace("\\", "\\\\") + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
