package app.bothways.ui.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "99949, 99.9 kB",
    "99950, 100 kB",
    "999499, 999 kB",
    "999500, 1.0 MB",
    "312000000, 312 MB",
    "96400000000, 96.4 GB",
    "9223372036854775807, 9.2 EB",
    "-5, 0 B"
  })
  void sizesHaveThreeFiguresAndNeverAThousandOfTheSmallerUnit(long bytes, String words) {
    assertThat(Format.bytes(bytes)).isEqualTo(words);
  }

  @Test
  void latenciesShowTenthsOnlyWhereTheyMatter() {
    assertThat(Format.latency(Duration.ofNanos(420_000))).isEqualTo("0.4 ms");
    assertThat(Format.latency(Duration.ofNanos(9_960_000))).isEqualTo("10 ms");
    assertThat(Format.latency(Duration.ofMillis(12_345))).isEqualTo("12345 ms");
  }

  @Test
  void durationsHaveTwoUnitsAtMost() {
    assertThat(Format.duration(Duration.ofSeconds(-3))).isEqualTo("0 s");
    assertThat(Format.duration(Duration.ofSeconds(126))).isEqualTo("2 min");
    assertThat(Format.duration(Duration.ofMinutes(65))).isEqualTo("1 h 5 min");
    assertThat(Format.duration(Duration.ofHours(50))).isEqualTo("2 d 2 h");
  }

  @Test
  void aCountdownEndsAtZero() {
    Instant end = Instant.ofEpochSecond(1000);
    assertThat(Format.countdown(end.minusSeconds(272), end)).isEqualTo("4:32");
    assertThat(Format.countdown(end.plusSeconds(5), end)).isEqualTo("0:00");
  }

  @Test
  void theHomeDirectoryIsATilde() {
    Path home = Path.of(System.getProperty("user.home"));
    assertThat(Format.path(home.resolve("Photos"))).isEqualTo(Path.of("~", "Photos").toString());
    assertThat(Format.path(home)).isEqualTo("~");
    Path beside = home.resolveSibling(home.getFileName() + "-not");
    assertThat(Format.path(beside)).isEqualTo(beside.toString());
  }
}
