package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Mounts;
import app.bothways.tests.harness.Samples;
import app.bothways.tests.harness.Tree;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A disk that is too small: says so, leaves nothing half-written, goes on when there is room. */
class FullDiskTest extends Journey {
  @Test
  void aFullDiskIsNamedAndHealsWhenThereIsRoom() throws Exception {
    Path small = Files.createDirectories(household.directory().resolve("small"));
    assumeTrue(Mounts.tmpfs(small, 4), "mounting a small disk needs root on Linux");
    try {
      Random random = Samples.random("FullDiskTest");
      Home a = local("ana");
      Home b = local("ben");
      a.pairWith(b);
      for (int i = 0; i < 10; i++) {
        Files.createDirectories(a.folder());
        Files.write(a.folder().resolve("file " + i), Samples.bytes(1_000_000, random));
      }
      String folder = a.share(a.folder(), b);
      Path place = Files.createDirectories(small.resolve("folder"));
      b.accept(folder, place);

      JsonNode error = awaitError(b, folder);
      assertThat(error.path("code").asText()).containsIgnoringCase("full");
      assertThat(error.path("text").asText()).isNotBlank().doesNotContain("\n");
      assertEveryFileIsWhole(a.folder(), place);

      assertThat(Mounts.resize(small, 64)).isTrue();
      b.does("folder", "scan", folder);
      a.inSync(folder, LATE);
      b.inSync(folder, LATE);
      assertThat(Tree.of(place).items()).isEqualTo(Tree.of(a.folder()).items());
      b.stop();
      a.stop();
    } finally {
      household.killAll();
      assertThat(Mounts.unmount(small)).isTrue();
    }
  }

  private static JsonNode awaitError(Home home, String folder) {
    long end = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < end) {
      JsonNode errors = home.does("folder", "status", folder, "--json").row().path("errors");
      if (!errors.isEmpty()) {
        return errors.get(0);
      }
    }
    throw new AssertionError("a full disk was never reported");
  }

  private static void assertEveryFileIsWhole(Path source, Path place) throws IOException {
    var whole = Tree.of(source).items();
    Tree.of(place).items().forEach((name, item) -> assertThat(whole).containsEntry(name, item));
  }
}
