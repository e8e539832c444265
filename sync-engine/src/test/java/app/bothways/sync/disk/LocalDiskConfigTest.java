package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LocalDiskConfigTest {
  private static String label(String label) {
    return new LocalDiskConfig(Path.of("x"), "f", label, InstantSource.system(), path -> {})
        .label();
  }

  @Test
  void aLabelBecomesPartOfAFileName() {
    assertThat(label("Anna's PC")).isEqualTo("Anna's PC");
    assertThat(label("../a\\b:c\n(d), \0e")).doesNotContain("/", "\\", ":", "\n", "(", ")", "\0");
    assertThat(label(" \t")).isEqualTo("this device");
    assertThat(label("😀".repeat(30))).isEqualTo("😀".repeat(20));
    assertThat(label("a" + "😀".repeat(30))).isEqualTo("a" + "😀".repeat(19));
  }
}
