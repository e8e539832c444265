package app.bothways.sync;

import static app.bothways.sync.Trees.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.memory.MemoryNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder is removed, the program ends before all that is kept of the folder is deleted, and the
 * folder is accepted once more.
 */
@Timeout(120)
class AcceptedAgainTest {
  private static final int FILES = 10;

  @TempDir Path base;
  private Device anna;
  private Device bert;
  private FolderId folder;
  private Map<String, String> shared;

  @BeforeEach
  void open() throws Exception {
    var net = new MemoryNet();
    anna = new Device(net, base, "anna", _ -> true);
    bert = new Device(net, base, "bert", _ -> true);
    for (int i = 0; i < FILES; i++) {
      write(anna.tree.resolve("d/f" + i), "text " + i);
    }
    folder = anna.engine.add(anna.tree, Optional.empty());
    anna.connect(bert);
    anna.share(folder, bert);
    sync();
    shared = Trees.of(anna.tree);
  }

  @AfterEach
  void close() {
    anna.close();
    bert.close();
  }

  private void sync() throws Exception {
    assertThat(bert.inSync(folder)).isTrue();
    assertThat(anna.inSync(folder)).isTrue();
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.list(bert.home.resolve("folders"))) {
      return all.filter(p -> p.getFileName().toString().startsWith(folder.text())).toList();
    }
  }

  /** Bert's device is on, not connected, and keeps files of a folder that it does not have. */
  private void removedButForItsFiles() throws Exception {
    bert.close();
    Path aside = Files.createDirectory(base.resolve("aside"));
    for (Path file : kept()) {
      Files.copy(file, aside.resolve(file.getFileName()));
    }
    bert.start();
    bert.engine.remove(folder);
    assertThat(kept()).isEmpty();
    bert.close();
    try (Stream<Path> all = Files.list(aside)) {
      for (Path file : all.toList()) {
        Files.copy(file, bert.home.resolve("folders").resolve(file.getFileName()));
      }
    }
    bert.start();
  }

  private FolderOffer offer() throws Exception {
    anna.connect(bert);
    return Device.await(() -> bert.engine.offers().stream().findFirst());
  }

  private void accept(Path directory) throws Exception {
    bert.engine.accept(offer().offer(), directory, Optional.empty());
    sync();
    assertThat(Trees.of(anna.tree)).isEqualTo(shared);
    assertThat(Trees.of(directory)).isEqualTo(shared);
  }

  @Test
  void inAnotherDirectoryNothingCountsAsDeleted() throws Exception {
    removedButForItsFiles();
    accept(base.resolve("elsewhere"));
  }

  @Test
  void inTheSameDirectoryThatWasEmptiedNothingCountsAsDeleted() throws Exception {
    removedButForItsFiles();
    for (int i = 0; i < FILES; i++) {
      Files.delete(bert.tree.resolve("d/f" + i));
    }
    Files.delete(bert.tree.resolve("d"));
    accept(bert.tree);
  }

  @Test
  void whileWhatIsLeftCannotBeDeletedItIsRefused() throws Exception {
    removedButForItsFiles();
    Path database = bert.home.resolve("folders").resolve(folder.text() + ".mv.db");
    Files.delete(database);
    write(database.resolve("held"), "as by a virus scanner");
    FolderOffer offer = offer();
    assertThatThrownBy(
            () -> bert.engine.accept(offer.offer(), base.resolve("elsewhere"), Optional.empty()))
        .isInstanceOfSatisfying(
            RefusedException.class, r -> assertThat(r.code()).isEqualTo(Refusal.DISK))
        .hasMessageContaining(database.toString());
    assertThat(base.resolve("elsewhere")).doesNotExist();
    assertThat(bert.engine.folders()).isEmpty();
    Files.delete(database.resolve("held"));
    accept(base.resolve("elsewhere"));
  }
}
