import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs inside the build, on the JDK that the build chose, and leaves two files for the {@code run}
 * scripts: {@code run.java} with the path of that JDK's launcher, and {@code run.args} with every
 * argument up to the main class, in the form that {@code java @run.args} reads.
 *
 * <p>Usage: {@code java -cp CLASSPATH RunArgs.java TARGET-DIRECTORY}. Both files are replaced by a
 * rename, so that a start at the same moment reads the old one or the new one, never a half.
 */
class RunArgs {
  /**
   * Also in installer/src/Image.java, which says why each is there; the launcher of an installed
   * Bothways has them from there.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-XX:NewSize=16m",
          "-Xmx512m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:-ShrinkHeapInSteps",
          "-XX:+UseCompactObjectHeaders",
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4MinInvocationThreshold=12000",
          "-XX:Tier4CompileThreshold=300000",
          "-XX:Tier4BackEdgeThreshold=400000",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.sync.chunk.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.net.*::*,0.15",
          "-XX:CompileCommand=CompileThresholdScaling,io.netty.*::*,0.15",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED,javafx.graphics");

  void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    String classPath = System.getProperty("java.class.path");
    List<String> modules = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      (isJavaFx(entry) ? modules : classes).add(entry);
    }
    List<String> lines = new ArrayList<>(JVM_OPTIONS);
    // JavaFX says that it supports no other place than the module path.
    lines.add("--module-path");
    lines.add(quoted(String.join(File.pathSeparator, modules)));
    lines.add("--add-modules=javafx.controls,javafx.swing");
    lines.add("-cp");
    lines.add(quoted(String.join(File.pathSeparator, classes)));
    replace(target.resolve("run.args"), lines);
    replace(target.resolve("run.java"), List.of(launcher().toString()));
  }

  /** The jars with code; each has a twin without classifier that is empty and names no module. */
  private static boolean isJavaFx(String entry) {
    return Path.of(entry).getFileName().toString().matches("javafx-\\w+-[\\d.]+-.+\\.jar");
  }

  private static Path launcher() {
    return Path.of(ProcessHandle.current().info().command().orElseThrow());
  }

  /** Quoted as the launcher's argument files want it: backslash escapes inside double quotes. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void replace(Path file, List<String> lines) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
