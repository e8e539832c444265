package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResumeTest extends Journey {
  private static final int SIZE = 24 << 20;
  private static final long HALF = SIZE / 2;

  @Test
  void aHalfDoneLargeFileGoesOnWhereItWasAfterAKill() throws IOException {
    Random random = Samples.random("ResumeTest");
    Home a = local("ana");
    Home b = local("ben");
    a.pairWith(b);
    Files.createDirectories(a.folder());
    Files.write(a.folder().resolve("large"), Samples.bytes(SIZE, random));
    b.does("limits", "--down", Integer.toString(SIZE / 12), "--lan", "limited");
    String folder = a.share(a.folder(), b);
    b.accept(folder, b.folder());
    // What has come over the network may still wait in memory for the limit to let it through.
    b.awaitPeer(a, _ -> onStage(b) > HALF, "half of the file on the disk");
    long before = onStage(b);
    b.daemon().kill();
    assertThat(b.folder().resolve("large")).as("nothing is shown half").doesNotExist();

    b.start();
    b.does("limits", "--down", "0");
    assertSame(a, b, folder);
    long after = received(b.peer(a));
    assertThat(after)
        .as("bytes after the kill; %d of %d were on the disk before it", before, SIZE)
        .isLessThan(SIZE - before / 2);
  }

  private static long received(com.fasterxml.jackson.databind.JsonNode peer) {
    return peer.path("received").path("direct").asLong();
  }

  /** Bytes of what is half done, which is written from its beginning on. */
  private static long onStage(Home home) {
    try (Stream<Path> staged = Files.list(home.folder().resolve(".bothways/stage"))) {
      return staged
          .filter(file -> file.toString().endsWith(".half"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException notThereYet) {
      return 0;
    }
  }
}
