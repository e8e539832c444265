package app.bothways.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.RelayMode;
import app.bothways.net.address.RelayUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path directory;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aHomeIsForItsOwnerAloneAndAnExistingOneIsClosedToOthers() throws Exception {
    Home fresh = new Home(directory.resolve("deep/fresh"));
    fresh.create();
    assertThat(permissions(fresh.directory())).isEqualTo("rwx------");

    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    new Home(open).create();
    assertThat(permissions(open)).isEqualTo("rwx------");
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aFileCannotBeAHome() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> new Home(file).create())
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.HOME_NOT_USABLE.word()))
        .hasMessageContaining("is a file");
  }

  @Test
  void aHomeIsTakenOnceAndFreeAgainAfterwards() throws Exception {
    Home home = new Home(directory);
    home.create();
    HomeLock first = HomeLock.take(home);
    assertThatThrownBy(() -> HomeLock.take(home))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.ALREADY_RUNNING.word()))
        .hasMessageContaining("already running for " + home);
    first.close();
    HomeLock.take(home).close();
  }

  @Test
  void settingsComeBackAsTheyWereAndTheFileIsForTheOwnerAlone() throws Exception {
    Home home = new Home(directory);
    var relay =
        new RelayMode.Relay(RelayUrl.parse("https://r.example").orElseThrow(), "secret", "PEM");
    var settings =
        new Settings(
            Optional.of("Kö 💻"),
            4711,
            new RelayMode.Custom(List.of(relay)),
            new Settings.Reach(DirectMode.OFF, MdnsMode.OFF, Settings.LookupMode.OFF),
            List.of("lo"));
    var file = new SettingsFile(home);
    file.write(Settings.DEFAULT);
    file.write(settings);
    assertThat(file.read()).isEqualTo(settings);
    for (DirectMode direct : DirectMode.values()) {
      var reach = new Settings.Reach(direct, MdnsMode.OFF, Settings.LookupMode.OFF);
      file.write(settings.withReach(reach));
      assertThat(file.read().reach()).isEqualTo(reach);
    }
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      assertThat(permissions(home.settings())).isEqualTo("rw-------");
    }
  }

  @Test
  void withoutAFileNothingLeavesThisMachineByARelay() throws Exception {
    assertThat(new SettingsFile(new Home(directory)).read()).isEqualTo(Settings.DEFAULT);
    assertThat(Settings.DEFAULT.relays()).isEqualTo(new RelayMode.Default(List.of()));
  }

  @Test
  void damagedSettingsAreReportedAndLeftAlone() throws Exception {
    Home home = new Home(directory);
    for (String damaged :
        List.of(
            "{\"port\":", "[]", "{\"port\":70000}", "{\"relays\":[{\"url\":\"ftp://x\"}]}", "")) {
      Files.writeString(home.settings(), damaged);
      assertThatThrownBy(() -> new SettingsFile(home).read())
          .as(damaged)
          .isInstanceOfSatisfying(
              Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.SETTINGS_DAMAGED.word()))
          .hasMessageContaining("is damaged");
      assertThat(home.settings()).hasContent(damaged);
    }
  }

  @Test
  void settingsThatCannotBeKeptAreReported() throws Exception {
    Home home = new Home(Files.createFile(directory.resolve("a file")).resolve("home"));
    assertThatThrownBy(() -> new SettingsFile(home).write(Settings.DEFAULT))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.SETTINGS_NOT_KEPT.word()));
  }

  @Test
  void theHomeFollowsTheOptionThenTheVariableThenTheSystem() {
    Path user = Path.of("/users/ana");
    var variable = Map.of("BOTHWAYS_HOME", "/from/variable");
    assertThat(AppDirs.home(Optional.of(Path.of("/from/option")), variable))
        .isEqualTo(Path.of("/from/option"));
    assertThat(AppDirs.home(Optional.empty(), variable)).isEqualTo(Path.of("/from/variable"));
    assertThat(AppDirs.convention(AppDirs.Os.LINUX, Map.of(), user))
        .isEqualTo(user.resolve(".local/share/bothways"));
    assertThat(AppDirs.convention(AppDirs.Os.LINUX, Map.of("XDG_DATA_HOME", "/x"), user))
        .isEqualTo(Path.of("/x/bothways"));
    assertThat(AppDirs.convention(AppDirs.Os.LINUX, Map.of("XDG_DATA_HOME", "relative"), user))
        .isEqualTo(user.resolve(".local/share/bothways"));
    assertThat(AppDirs.convention(AppDirs.Os.MAC, Map.of(), user))
        .isEqualTo(user.resolve("Library/Application Support/Bothways"));
    assertThat(AppDirs.convention(AppDirs.Os.WINDOWS, Map.of("LOCALAPPDATA", "/l"), user))
        .isEqualTo(Path.of("/l/Bothways"));
  }
}
