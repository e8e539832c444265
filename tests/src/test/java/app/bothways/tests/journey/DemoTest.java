package app.bothways.tests.journey;

import app.bothways.tests.harness.Answer;
import app.bothways.tests.harness.Command;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The demo that the README promises. */
class DemoTest extends Journey {
  @Test
  void theDemoMovesEveryByteAndSaysSo() {
    Answer demo =
        household.run(
            Command.here(),
            Duration.ofSeconds(180),
            List.of("demo", "--seconds", "10", "--files", "150", "--mib", "3"));
    demo.mustBe(0);
    Assertions.assertThat(String.join("\n", demo.out())).contains("relay").contains("direct");
  }
}
