package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code run} beside an archive of classes: whatever that holds, people see nothing. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KeptClassesTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @TempDir private Path root;
  private Path target;
  private Path archive;

  /** A directory that looks to the script as if it had been built a moment ago. */
  @BeforeEach
  void build() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a system with a shell");
    Files.copy(Path.of("..", "run"), root.resolve("run"));
    target = Files.createDirectories(root.resolve("app-ui/target/run")).getParent();
    archive = target.resolve("run/classes.jsa");
    String classPath = System.getProperty("java.class.path");
    Files.write(
        target.resolve("run.args"), List.of("-XX:+UseSerialGC", "-cp", '"' + classPath + '"'));
    Files.writeString(target.resolve("run.java"), JAVA + "\n");
    Files.writeString(target.resolve("run.jsa"), archive + "\n");
    Files.createFile(target.resolve("run.stamp"));
    // As after an attempt that came to nothing: no test leaves a program at work behind it.
    Files.createFile(Path.of(archive + ".tried"));
  }

  @Test
  void aStartWithoutAnArchiveSaysWhatWasAskedAndNothingElse() throws Exception {
    assertThat(version()).isEqualTo("bothways 0.1.0\n");
  }

  @Test
  void aFileThatIsNoArchiveIsPassedOverInSilence() throws Exception {
    Files.writeString(archive, "not what the virtual machine looks for\n".repeat(1000));
    assertThat(version()).isEqualTo("bothways 0.1.0\n");
  }

  @Test
  void anArchiveOfOtherClassesOrHalfOfOneIsPassedOverInSilence() throws Exception {
    Path other = root.resolve("other.jar");
    new JarOutputStream(Files.newOutputStream(other)).close();
    output(
        JAVA,
        "-XX:+UseSerialGC",
        "-cp",
        other.toString(),
        "-Xshare:dump",
        "-XX:SharedArchiveFile=" + archive);
    assertThat(archive).isNotEmptyFile();
    assertThat(version()).isEqualTo("bothways 0.1.0\n");

    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(version()).isEqualTo("bothways 0.1.0\n");
  }

  private String version() throws Exception {
    return output("/bin/sh", root.resolve("run").toString(), "--version");
  }

  /** What a process that ends with 0 prints, on both streams. */
  private static String output(String... line) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(new ArrayList<>(List.of(line))).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
