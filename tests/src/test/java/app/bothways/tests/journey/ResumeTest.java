package app.bothways.tests.journey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
    assumeTrue(System.getProperty("os.name").equals("Linux"), "stat(1) of Linux tells the blocks");
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

  /** Bytes of what is half done: its blocks, for it is written in pieces that leave holes. */
  private static long onStage(Home home) {
    try (Stream<Path> staged = Files.list(home.folder().resolve(".bothways/stage"))) {
      long sum = 0;
      for (Path half : staged.filter(file -> file.toString().endsWith(".half")).toList()) {
        sum += blocks(half) * 512;
      }
      return sum;
    } catch (IOException notThereYet) {
      return 0;
    }
  }

  private static long blocks(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    String blocks = new String(stat.getInputStream().readAllBytes(), US_ASCII).strip();
    // Renamed to its whole name between the listing and this.
    return blocks.isEmpty() ? 0 : Long.parseLong(blocks);
  }
}
