package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code bin/bothways} of an installed Bothways: which of the two launchers it becomes.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class InstalledScriptTest {
  private static final Path SCRIPT = Path.of("..", "installer", "src", "files", "bothways");

  @TempDir private Path bin;

  @BeforeEach
  void place() throws Exception {
    Files.copy(SCRIPT, bin.resolve("bothways"));
    launcher("device");
    launcher("launcher");
  }

  private void launcher(String name) throws Exception {
    Path file = bin.resolve("bothways-" + name);
    Files.writeString(file, "#!/bin/sh\necho " + name + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--home /a",
        "--home daemon",
        "--home=/a",
        "daemon",
        "--json --home /a daemon --name status",
        "daemon --home status"
      })
  void theWindowAndTheDaemonStartWithWhatLongRunsTaught(String arguments) throws Exception {
    assertThat(started(arguments)).isEqualTo(("device " + arguments).strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "-h",
        "status",
        "--home daemon status",
        "--json folder list daemon",
        "devices rename daemon x",
        "demo",
        "relay --dev"
      })
  void commandsStartWithTheArchiveOfClasses(String arguments) throws Exception {
    assertThat(started(arguments)).isEqualTo("launcher " + arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "daemon", "status"})
  void withoutTheSecondLauncherEverythingStartsWithTheFirst(String arguments) throws Exception {
    Files.delete(bin.resolve("bothways-device"));
    assertThat(started(arguments)).isEqualTo(("launcher " + arguments).strip());
  }

  @Test
  void aLinkToTheScriptFindsTheLaunchersBesideIt() throws Exception {
    Path link = Files.createSymbolicLink(bin.resolve("link"), bin.resolve("bothways"));
    assertThat(started(link, List.of("daemon"))).isEqualTo("device daemon");
  }

  private String started(String arguments) throws Exception {
    return started(
        bin.resolve("bothways"), arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")));
  }

  private static String started(Path script, List<String> arguments) throws Exception {
    var line = new ArrayList<>(List.of("sh", script.toString()));
    line.addAll(arguments);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
