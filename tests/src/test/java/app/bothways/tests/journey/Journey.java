package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Tree;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Two devices on one machine; ends every process that a test left behind. */
@Tag("journey")
@Timeout(value = 20, unit = java.util.concurrent.TimeUnit.MINUTES)
abstract class Journey {
  /** How long a machine under load may take for what takes seconds; never waited for in vain. */
  static final Duration SOON = Duration.ofSeconds(60);

  static final Duration LATE = Duration.ofMinutes(Integer.getInteger("bothways.minutes", 4));

  Household household;

  @BeforeEach
  void open() throws IOException {
    household = Household.open();
  }

  @AfterEach
  void close() throws IOException {
    household.close();
  }

  /** A device that meets others over the loopback interface only, without any relay. */
  Home local(String name) {
    return household.device(name, "--interface", "lo", "--no-relay", "--no-lookup").start();
  }

  /** Both say that they are in sync, and they are. */
  static void assertSame(Home a, Home b, String folder) throws IOException {
    a.inSync(folder, LATE);
    b.inSync(folder, LATE);
    assertThat(Tree.of(b.folder()).items()).isEqualTo(Tree.of(a.folder()).items());
  }
}
