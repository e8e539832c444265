package app.bothways.sync.watch;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchersTest {
  @TempDir Path root;

  private final Told told = new Told();

  private static final class Told implements FolderWatcher.Listener {
    final LinkedBlockingQueue<Set<RelPath>> words = new LinkedBlockingQueue<>();
    final Set<RelPath> all = new HashSet<>();
    boolean lost;

    @Override
    public void changed(Set<RelPath> paths) {
      words.add(paths);
    }

    @Override
    public void lost() {
      lost = true;
      words.add(Set.of());
    }

    @Override
    public void degraded(String text) {
      throw new AssertionError(text);
    }

    /** It or what it is in: all below what is told is looked at. */
    boolean covers(RelPath path) {
      return all.stream().anyMatch(told -> told.equals(path) || path.isBelow(told));
    }

    /** Waits until all of these were told. */
    void await(RelPath... wanted) throws InterruptedException {
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!lost && !Set.of(wanted).stream().allMatch(this::covers)) {
        Set<RelPath> next = words.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        assertThat(next).as("told so far: %s", all).isNotNull();
        all.addAll(next);
      }
    }
  }

  /** As a scan does that takes in each directory before it lists it. */
  private FolderWatcher watching() throws IOException {
    FolderWatcher watcher = Watchers.watch(root, told);
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isDirectory).forEach(watcher::include);
    }
    return watcher;
  }

  @Test
  void onlyWhatWasTakenInIsWatched() throws Exception {
    Files.createDirectories(root.resolve("in"));
    Files.createDirectories(root.resolve("out"));
    try (var watcher = Watchers.watch(root, told)) {
      watcher.include(root.resolve("in"));
      watcher.include(root.resolve("in"));
      watcher.include(root.resolve("../elsewhere"));
      Files.createFile(root.resolve("out/x"));
      Files.createFile(root.resolve("in/y"));
      told.await(RelPath.of("in/y"));
      assertThat(told.all).doesNotContain(RelPath.of("out/x"));
    }
  }

  @Test
  void quicklyNestedDirectoriesAreAllTold() throws Exception {
    try (var _ = watching()) {
      RelPath[] wanted = new RelPath[100];
      for (int i = 0; i < wanted.length; i++) {
        Path directory = Files.createDirectories(root.resolve("d" + i % 5 + "/e" + i + "/f"));
        Files.writeString(directory.resolve("x"), "1");
        wanted[i] = RelPath.of("d" + i % 5 + "/e" + i + "/f/x");
      }
      told.await(wanted);
      assertThat(told.lost).isFalse();
    }
  }

  @Test
  void writingRenamingAndRemovingAreTold() throws Exception {
    Files.createDirectories(root.resolve("d"));
    Files.writeString(root.resolve("d/a"), "1");
    Files.writeString(root.resolve("d/b"), "1");
    Files.writeString(root.resolve("d/c"), "1");
    try (var _ = watching()) {
      Files.writeString(root.resolve("d/a"), "2");
      Files.move(root.resolve("d/b"), root.resolve("moved"));
      Files.delete(root.resolve("d/c"));
      told.await(RelPath.of("d/a"), RelPath.of("d/b"), RelPath.of("moved"), RelPath.of("d/c"));
    }
  }

  @Test
  void javasWatchServiceDoesWhereThereIsNothingBetter() throws Exception {
    Files.writeString(root.resolve("b"), "1");
    Path real = root.toRealPath();
    var java = new JavaNotices(real.getFileSystem().newWatchService(), Coverage.EACH_DIRECTORY);
    try (var _ = new TreeWatcher(real, Coverage.EACH_DIRECTORY, java, told)) {
      Files.createDirectories(root.resolve("d/e"));
      told.await(RelPath.of("d/e"));
      Files.writeString(root.resolve("d/e/x"), "1");
      Files.move(root.resolve("b"), root.resolve("moved"));
      told.await(RelPath.of("d/e/x"), RelPath.of("b"), RelPath.of("moved"));
    }
    assertThat(told.lost).isFalse();
  }

  @Test
  void ourOwnDirectoryIsNotTold() throws Exception {
    Files.createDirectories(root.resolve(".bothways/stage"));
    try (var _ = watching()) {
      Files.writeString(root.resolve(".bothways/stage/x"), "1");
      Files.createDirectories(root.resolve(".bothways/more"));
      Files.createDirectories(root.resolve("d/.bothways"));
      told.await(RelPath.of("d/.bothways"));
      assertThat(told.all)
          .noneMatch(path -> path.equals(RelPath.of(".bothways")))
          .noneMatch(path -> path.isBelow(RelPath.of(".bothways")));
    }
  }

  @Test
  void aBurstInOneDirectoryIsToldByNameOrAsAWhole() throws Exception {
    Files.createDirectories(root.resolve("d/sub"));
    try (var _ = watching()) {
      for (int i = 0; i < 3000; i++) {
        Files.createFile(root.resolve("d/f" + i));
      }
      Files.createDirectory(root.resolve("d/last"));
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!told.lost
          && !told.all.contains(RelPath.of("d"))
          && !told.all.contains(RelPath.of("d/last"))) {
        Set<RelPath> next = told.words.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        assertThat(next).isNotNull();
        told.all.addAll(next);
      }
      // A directory whose making may have been lost is watched all the same.
      Files.createFile(root.resolve("d/last/x"));
      told.await(RelPath.of("d/last/x"));
    }
  }

  @Test
  void aMovedDirectoryIsToldUnderItsNewName() throws Exception {
    Files.createDirectories(root.resolve("old/in"));
    try (var _ = watching()) {
      Files.move(root.resolve("old"), root.resolve("new"));
      told.await(RelPath.of("old"), RelPath.of("new"), RelPath.of("new/in"));
      Files.createFile(root.resolve("new/in/x"));
      told.await(RelPath.of("new/in/x"));
    }
  }

  @Test
  void aFileInANewDirectoryIsToldByItselfAfterTheDirectory() throws Exception {
    try (var _ = watching()) {
      Files.createDirectories(root.resolve("d/e"));
      told.await(RelPath.of("d"));
      told.all.clear();
      Files.writeString(root.resolve("d/e/x"), "1");
      told.await(RelPath.of("d/e/x"));
    }
  }

  @Test
  void namesOfAllKindsAreTold() throws Exception {
    String[] names = {"é", "two  words", "😀.txt", "tab\t", "x=y", "n".repeat(200)};
    try (var _ = watching()) {
      for (String name : names) {
        Files.writeString(root.resolve(name), "1");
        told.await(RelPath.of(name));
      }
      assertThat(told.lost).isFalse();
    }
  }

  @Test
  void nothingIsToldAfterClosing() throws Exception {
    var watcher = Watchers.watch(root, told);
    watcher.close();
    Files.writeString(root.resolve("late"), "1");
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("folder-watch") && thread.isAlive());
    assertThat(told.words).isEmpty();
  }

  @Test
  void aRootThatIsNotThereIsRefused() {
    org.assertj.core.api.Assertions.assertThatIOException()
        .isThrownBy(() -> Watchers.watch(root.resolve("none"), told));
  }
}
