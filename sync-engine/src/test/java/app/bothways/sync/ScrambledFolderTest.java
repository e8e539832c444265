package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is encrypted on one device stays readable on the others until a person says so. */
@Timeout(120)
class ScrambledFolderTest {
  private static final int FILES = 60;

  @TempDir Path base;

  private final MemoryNet net = new MemoryNet();
  private Device anna;
  private Device bert;

  @BeforeEach
  void start() throws Exception {
    anna = new Device(net, base, "anna", _ -> true);
    bert = new Device(net, base, "bert", _ -> true);
  }

  @AfterEach
  void close() {
    anna.close();
    bert.close();
  }

  @Test
  void othersKeepTheirFilesUntilThePersonDecides() throws Exception {
    for (int i = 0; i < FILES; i++) {
      Trees.write(anna.tree.resolve("letter " + i + ".txt"), "Dear reader " + i + "\n");
    }
    FolderId folder = anna.engine.add(anna.tree, Optional.empty());
    anna.connect(bert);
    anna.share(folder, bert);
    assertThat(bert.inSync(folder)).isTrue();
    var before = Trees.of(bert.tree);

    // While the device is not running: the first scan then finds all of it at once.
    anna.close();
    var random = new Random(3);
    for (int i = 0; i < FILES; i++) {
      var noise = new byte[2000];
      random.nextBytes(noise);
      Files.write(anna.tree.resolve("letter " + i + ".txt"), noise);
    }
    anna.start();
    anna.connect(bert);
    Device.await(
        () ->
            anna.engine.folders().stream()
                .flatMap(f -> f.errors().stream())
                .filter(e -> e.code() == ErrorCode.MANY_SCRAMBLED)
                .findFirst());
    assertThat(Trees.of(bert.tree)).as("bert has his letters").isEqualTo(before);

    anna.engine.decide(folder, Deleted.FOR_GOOD);
    Device.await(() -> Optional.of(anna).filter(a -> sameOn(a, bert)));
  }

  private static boolean sameOn(Device one, Device other) {
    try {
      return Trees.of(one.tree).equals(Trees.of(other.tree));
    } catch (Exception notNow) {
      return false;
    }
  }
}
