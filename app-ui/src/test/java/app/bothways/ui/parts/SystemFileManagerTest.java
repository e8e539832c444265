package app.bothways.ui.parts;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.ui.parts.SystemFileManager.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFileManagerTest {
  @TempDir Path dir;

  private final List<List<String>> run = new ArrayList<>();
  private Path file;

  @BeforeEach
  void begin() throws Exception {
    file = Files.createFile(dir.resolve("a, b.txt"));
  }

  private SystemFileManager on(Kind kind, boolean works) {
    return new SystemFileManager(
        kind,
        command -> {
          run.add(command);
          return works;
        });
  }

  @Test
  void aFileIsShownByTheFileManagerOfEachSystem() {
    assertThat(on(Kind.LINUX, true).show(file)).isTrue();
    assertThat(run.getFirst()).contains("dbus-send").anyMatch(a -> a.endsWith("/a%2C%20b.txt"));
    on(Kind.MAC, true).show(file);
    assertThat(run.get(1)).containsExactly("open", "-R", file.toString());
    on(Kind.WINDOWS, true).show(file);
    assertThat(run.get(2)).containsExactly("explorer.exe", "/select,", file.toString());
  }

  @Test
  void whereNoFileManagerAnswersTheDirectoryIsOpened() {
    assertThat(on(Kind.LINUX, false).show(file)).isFalse();
    assertThat(run.getLast()).containsExactly("xdg-open", dir.toString());
  }

  @Test
  void whatIsGoneIsShownByTheDirectoryInWhichItWas() {
    on(Kind.MAC, true).show(dir.resolve("gone/too"));
    assertThat(run).containsExactly(List.of("open", dir.toString()));
    assertThat(on(Kind.MAC, true).open(dir.resolve("gone"))).isFalse();
  }

  @Test
  void theSystemIsKnownByItsName() {
    assertThat(Kind.of("Mac OS X")).isEqualTo(Kind.MAC);
    assertThat(Kind.of("Windows 11")).isEqualTo(Kind.WINDOWS);
    assertThat(Kind.of("Linux")).isEqualTo(Kind.LINUX);
  }
}
