package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contents on their way between whole engines. */
@Timeout(180)
class TransferTest {
  @TempDir Path base;

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void thousandsOfSmallFilesArriveInOneRound() throws Exception {
    var net = new MemoryNet();
    try (var anna = new Device(net, base, "anna", _ -> true);
        var bert = new Device(net, base, "bert", _ -> true)) {
      for (int i = 0; i < 6000; i++) {
        Path file = anna.tree.resolve("d" + i % 20).resolve("f" + i);
        Files.createDirectories(file.getParent());
        Files.write(file, random(64 + i));
      }
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.connect(bert);
      anna.share(folder, bert);
      assertThat(bert.inSync(folder)).as(bert.engine.folders().toString()).isTrue();
      assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree)).hasSize(6020);
    }
  }
}
