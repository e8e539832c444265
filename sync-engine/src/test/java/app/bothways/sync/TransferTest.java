package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.transfer.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contents on their way between whole engines. Bytes are counted, never time. */
@Timeout(240)
class TransferTest {
  private static final int LARGE = 12 << 20;
  private static final Duration LONG = Duration.ofSeconds(150);

  @TempDir Path base;
  private final MemoryNet net = new MemoryNet();

  private static byte[] random(int size, long seed) {
    var bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Device device(String name) throws IOException {
    return new Device(net, base, name, _ -> true);
  }

  private static void inSync(Device device, FolderId folder) throws InterruptedException {
    assertThat(device.engine.awaitInSync(folder, LONG))
        .as(device.engine.folders().toString())
        .isTrue();
  }

  private static long received(Device device, FolderId folder) {
    return ((Engine) device.engine).progress(folder).map(Progress::total).orElse(0L);
  }

  @Test
  void manySmallFilesArrive() throws Exception {
    try (var anna = device("anna");
        var bert = device("bert")) {
      for (int i = 0; i < 700; i++) {
        Path file = anna.tree.resolve("d" + i % 20).resolve("f" + i);
        Files.createDirectories(file.getParent());
        Files.write(file, random(64 + i, i));
      }
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.connect(bert);
      anna.share(folder, bert);
      inSync(bert, folder);
      assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree)).hasSize(720);
    }
  }

  @Test
  void ofAChangedFileOnlyWhatChangedIsSent() throws Exception {
    try (var anna = device("anna");
        var bert = device("bert")) {
      Path file = anna.tree.resolve("large");
      byte[] content = random(LARGE, 1);
      Files.createDirectories(anna.tree);
      Files.write(file, content);
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.connect(bert);
      anna.share(folder, bert);
      inSync(bert, folder);
      long whole = received(bert, folder);
      assertThat(whole).isBetween((long) LARGE, LARGE + LARGE / 100L);

      System.arraycopy(random(100_000, 2), 0, content, LARGE / 2, 100_000);
      Files.write(file, content);
      inSync(anna, folder);
      inSync(bert, folder);
      assertThat(Files.readAllBytes(bert.tree.resolve("large"))).isEqualTo(content);
      long changed = received(bert, folder) - whole;
      assertThat(changed).isBetween(100_000L, 100_000L + 6 * 256 * 1024);

      var longer = new byte[LARGE + 1];
      System.arraycopy(content, 0, longer, 1, LARGE);
      Files.write(file, longer);
      inSync(anna, folder);
      inSync(bert, folder);
      assertThat(Files.readAllBytes(bert.tree.resolve("large"))).isEqualTo(longer);
      assertThat(received(bert, folder) - whole - changed).isBetween(1L, 3L * 256 * 1024);
    }
  }

  @Test
  void aCopyOfALargeFileUnderAnotherNameIsMadeHere() throws Exception {
    try (var anna = device("anna");
        var bert = device("bert")) {
      Files.createDirectories(anna.tree);
      Files.write(anna.tree.resolve("large"), random(LARGE, 3));
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.connect(bert);
      anna.share(folder, bert);
      inSync(bert, folder);
      long before = received(bert, folder);
      Files.copy(anna.tree.resolve("large"), anna.tree.resolve("second"));
      inSync(anna, folder);
      inSync(bert, folder);
      assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree)).hasSize(2);
      assertThat(received(bert, folder) - before).isLessThan(1024);
    }
  }

  @Test
  void whatCameBeforeAnInterruptionIsNotSentAgain() throws Exception {
    var slow = new Limits(new Limits.Rates(0, 3 << 20), Map.of(), Limits.Lan.LIMITED);
    try (var anna = device("anna")) {
      Files.createDirectories(anna.tree);
      Files.write(anna.tree.resolve("large"), random(LARGE, 4));
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      long came;
      try (var bert = device("bert")) {
        bert.engine.traffic(new Traffic(slow, Order.ALPHABETIC));
        anna.connect(bert);
        anna.share(folder, bert);
        came =
            Device.await(
                () -> Optional.of(received(bert, folder)).filter(bytes -> bytes > LARGE / 3));
      }
      try (var bert = device("bert")) {
        assertThat(bert.engine.traffic().limits()).as("kept over a restart").isEqualTo(slow);
        bert.engine.traffic(Traffic.DEFAULT);
        anna.connect(bert);
        inSync(bert, folder);
        assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree)).hasSize(1);
        // What was in the middle of a chunk on each of the streams is lost.
        assertThat(received(bert, folder)).isLessThan(LARGE - came + 4 * (1 << 20));
      }
    }
  }

  @Test
  void aDeviceThatSendsOtherBytesHarmsNothing() throws Exception {
    var lies = new AtomicInteger();
    var lying =
        new TamperedDisks(
            (method, real) -> {
              Object answer = real.call();
              if (method.equals("open") && lies.incrementAndGet() > 0) {
                ((InputStream) answer).close();
                return new ByteArrayInputStream(new byte[LARGE]);
              }
              return answer;
            });
    try (var anna = device("anna");
        var carl = new Device(net, base, "carl", _ -> true, lying);
        var bert = device("bert")) {
      Files.createDirectories(anna.tree);
      Files.write(anna.tree.resolve("large"), random(LARGE, 5));
      Files.write(anna.tree.resolve("small"), "small".getBytes(StandardCharsets.UTF_8));
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.connect(carl);
      anna.share(folder, carl);
      inSync(carl, folder);
      carl.connect(bert);
      anna.connect(bert);
      anna.share(folder, bert);
      carl.engine.share(folder, bert.id, FolderMode.TWO_WAY);
      bert.engine.traffic(Traffic.DEFAULT);
      inSync(bert, folder);
      assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree)).hasSize(2);
    }
  }
}
