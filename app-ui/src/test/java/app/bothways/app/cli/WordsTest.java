package app.bothways.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.home.AppDirs.Os;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void durationsAreReadAsPeopleWriteThem() {
    assertThat(Words.duration("60s")).contains(Duration.ofSeconds(60));
    assertThat(Words.duration("5m")).contains(Duration.ofMinutes(5));
    assertThat(Words.duration("1h")).contains(Duration.ofHours(1));
    assertThat(Words.duration("500ms")).contains(Duration.ofMillis(500));
    assertThat(Words.duration("90")).contains(Duration.ofSeconds(90));
    for (String wrong : List.of("", "s", "-1s", "1.5s", "1d", "1 s", "99999999999s")) {
      assertThat(Words.duration(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void bytesHaveAUnit() {
    assertThat(Words.bytes(0)).isEqualTo("0 B");
    assertThat(Words.bytes(1023)).isEqualTo("1023 B");
    assertThat(Words.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Words.bytes(5L << 40)).isEqualTo("5.0 TiB");
  }

  @Test
  void columnsAreAlignedWhateverTheLetters() {
    assertThat(new Table().row("a💻", "x").row("abcd", "y").lines())
        .containsExactly("a💻    x", "abcd  y");
  }

  @Test
  void aDisplayIsNeededOnLinuxOnly() {
    assertThat(Display.available(Os.LINUX, Map.of(), "")).isFalse();
    assertThat(Display.available(Os.LINUX, Map.of("DISPLAY", " "), "")).isFalse();
    assertThat(Display.available(Os.LINUX, Map.of("WAYLAND_DISPLAY", "w"), "")).isTrue();
    assertThat(Display.available(Os.LINUX, Map.of(), "Headless")).isTrue();
    assertThat(Display.available(Os.WINDOWS, Map.of(), "")).isTrue();
  }
}
