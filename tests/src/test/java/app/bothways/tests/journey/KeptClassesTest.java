package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * The options with which an installed Bothways starts beside its archive of classes and its cache
 * of profiles: whatever those hold, people see nothing of it.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KeptClassesTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @TempDir private Path root;
  private Path archive;
  private Path cache;

  @BeforeEach
  void place() {
    archive = root.resolve("bothways.jsa");
    cache = root.resolve("bothways.aot");
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
  void aDeviceStartsWithoutACacheOrBesideAFileThatIsNoneAndSaysNothingOfIt() throws Exception {
    assertThat(versionOfADevice()).isEqualTo("bothways 0.1.0\n");
    Files.writeString(cache, "not what the virtual machine looks for\n".repeat(1000));
    assertThat(versionOfADevice()).isEqualTo("bothways 0.1.0\n");
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
    Files.copy(archive, cache);
    assertThat(versionOfADevice()).isEqualTo("bothways 0.1.0\n");

    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(version()).isEqualTo("bothways 0.1.0\n");
  }

  private String version() throws Exception {
    return version("-XX:SharedArchiveFile=" + archive);
  }

  private String versionOfADevice() throws Exception {
    return version("-XX:AOTCache=" + cache);
  }

  private static String version(String kept) throws Exception {
    return output(
        JAVA,
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        kept,
        "-Xlog:cds*=off,aot*=off",
        "app.bothways.app.Launcher",
        "--version");
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
