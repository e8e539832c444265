package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.fs.TickingFs;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanTest {
  @TempDir Path root;

  private static List<String> words(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                switch (finding) {
                  case Finding.Present(RelPath path, Observed.File file) -> path + "=";
                  case Finding.Present(RelPath path, Observed.Dir dir) -> path + "/";
                  case Finding.Present(RelPath path, Observed.Link link) ->
                      path + "->" + link.target();
                  case Finding.Gone(RelPath path) -> "-" + path;
                  case Finding.Unknown(RelPath path, var error) -> "?" + path + " " + error.code();
                })
        .toList();
  }

  @Test
  void aNewTreeIsToldParentsFirstAndThenNothingMore() throws IOException {
    try (var f = new DiskFixture(root, "b/x/y=1 b/z*=2 a=3 c->nowhere empty/")) {
      assertThat(words(f.scan()))
          .containsExactlyInAnyOrder("a=", "b/", "c->nowhere", "empty/", "b/z=", "b/x/", "b/x/y=")
          .containsSubsequence("b/", "b/x/", "b/x/y=")
          .containsSubsequence("b/", "b/z=");
      assertThat(((Observed.File) f.expected("b/z").orElseThrow()).stamp().executable())
          .isEqualTo(Executable.YES);
      assertThat(((Observed.File) f.expected("a").orElseThrow()).content())
          .isEqualTo(DiskFixture.id("3"));
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void namesOfEveryKindAreFound() throws IOException {
    List<String> names =
        List.of(
            " lead",
            "two  words",
            "😀.txt",
            "\"q'uote`s",
            "new\nline",
            "back\\slash",
            "-rf",
            "n".repeat(255),
            "ü".repeat(127),
            ".hidden",
            "tab\t",
            "x=y",
            "$(x)",
            "%2f");
    try (var f = new DiskFixture(root, "")) {
      for (String name : names) {
        Trees.write(root.resolve(name), name);
      }
      assertThat(f.scan()).hasSize(names.size()).allMatch(Finding.Present.class::isInstance);
      for (String name : names) {
        assertThat(((Observed.File) f.expected(name).orElseThrow()).content())
            .isEqualTo(DiskFixture.id(name));
        assertThat(f.apply(f.put(name, "new"))).isInstanceOf(StepResult.Done.class);
        assertThat(root.resolve(name)).hasContent("new");
      }
    }
  }

  @Test
  void aDecomposedNameIsOneWithItsComposedForm() throws IOException {
    String composed = "\u00e9";
    String decomposed = "e\u0301";
    try (var f = new DiskFixture(root, "")) {
      Trees.make(root, decomposed + "/" + decomposed + "=1");
      assertThat(words(f.scan())).containsExactly(composed + "/", composed + "/" + composed + "=");
      f.apply(f.put(composed + "/" + composed, "2"));
      assertThat(root.resolve(decomposed).resolve(decomposed)).hasContent("2");
      assertThat(f.scan()).isEmpty();
      Trees.make(root, composed + "/");
      String second = composed + " (Unicode form 2)/";
      assertThat(words(f.scan()))
          .containsExactly(
              composed + "/", second, second + composed + "=", "-" + composed + "/" + composed);
    }
  }

  @Test
  void aRewriteOfTheSameSizeWithItsTimePutBackIsFound() throws IOException {
    try (var f = new DiskFixture(root, "a=old")) {
      f.now();
      f.scan();
      Trees.write(root.resolve("a"), "new");
      assertThat(words(f.scan())).containsExactly("a=");
      assertThat(((Observed.File) f.expected("a").orElseThrow()).content())
          .isEqualTo(DiskFixture.id("new"));
    }
  }

  @Test
  void soItIsWithinATickOfTheDisksClock() throws IOException {
    Duration tick = Duration.ofMillis(10);
    try (var f = new DiskFixture(root, "a=old", fs -> new TickingFs(fs, tick))) {
      f.now();
      f.scan();
      Trees.write(root.resolve("a"), "new");
      assertThat(words(f.scan())).containsExactly("a=");
      f.later.set(Duration.ZERO);
      f.scan();
      assertThat(Stamps.isVolatile(f.expected("a").orElseThrow().stamp())).isFalse();
    }
  }

  @Test
  void aFileThatChangedJustBeforeIsReadAgainAtTheNextScan() throws IOException {
    try (var f = new DiskFixture(root, "a=1")) {
      Files.setLastModifiedTime(root.resolve("a"), FileTime.from(Instant.now()));
      f.scan();
      assertThat(Stamps.isVolatile(f.expected("a").orElseThrow().stamp())).isTrue();
      f.later.set(Duration.ofSeconds(3));
      assertThat(words(f.scan())).containsExactly("a=");
      assertThat(Stamps.isVolatile(f.expected("a").orElseThrow().stamp())).isFalse();
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void whatIsGoneIsToldChildrenFirst() throws IOException {
    try (var f = new DiskFixture(root, "d/e/x=1 d/y=2 keep=3")) {
      f.scan();
      Files.delete(root.resolve("d/e/x"));
      Files.delete(root.resolve("d/e"));
      Files.delete(root.resolve("d/y"));
      Files.delete(root.resolve("d"));
      assertThat(words(f.scan()))
          .containsExactlyInAnyOrder("-d/e/x", "-d/e", "-d/y", "-d")
          .containsSubsequence("-d/e/x", "-d/e", "-d")
          .containsSubsequence("-d/y", "-d");
      assertThat(f.known.rows()).containsOnlyKeys(RelPath.of("keep"));
    }
  }

  @Test
  void kindsMayChange() throws IOException {
    try (var f = new DiskFixture(root, "a=1 d/x=1 l->x")) {
      f.scan();
      Files.delete(root.resolve("a"));
      Files.delete(root.resolve("d/x"));
      Files.delete(root.resolve("d"));
      Files.delete(root.resolve("l"));
      Trees.make(root, "a/in=1 d=2 l/");
      assertThat(words(f.scan())).containsExactlyInAnyOrder("a/", "a/in=", "d=", "l/", "-d/x");
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void onlyWhatWasAskedForIsLookedAt() throws IOException {
    try (var f = new DiskFixture(root, "a=1 d/b=1 d/c=1")) {
      f.scan();
      Trees.make(root, "a=2 d/b=2 d/c=2 new/deep/x=1");
      Files.delete(root.resolve("d/c"));
      assertThat(words(f.scan(List.of(RelPath.of("d/b"))))).containsExactly("d/b=");
      assertThat(words(f.scan(List.of(RelPath.of("d"), RelPath.of("d/c")))))
          .containsExactly("-d/c");
      assertThat(words(f.scan(List.of(RelPath.of("new/deep/x")))))
          .containsExactly("new/", "new/deep/", "new/deep/x=");
      assertThat(words(f.scan(List.of(RelPath.of("never/was"))))).isEmpty();
      assertThat(words(f.scan())).containsExactly("a=");
    }
  }

  @Test
  void aGoneParentTakesAllBelowWithIt() throws IOException {
    try (var f = new DiskFixture(root, "d/e/x=1")) {
      f.scan();
      Files.move(root.resolve("d"), root.resolve("m"));
      assertThat(words(f.scan(List.of(RelPath.of("d/e/x")))))
          .containsExactly("-d/e/x", "-d/e", "-d");
    }
  }

  @Test
  void pipesAreTold() throws Exception {
    try (var f = new DiskFixture(root, "")) {
      assertThat(new ProcessBuilder("mkfifo", root + "/pipe").start().waitFor()).isZero();
      assertThat(words(f.scan())).containsExactly("?pipe UNSUPPORTED_KIND");
    }
  }

  @Test
  void namesThatAreNotTextAreToldAndNotSynced() throws Exception {
    try (var f = new DiskFixture(root, "a=1")) {
      String script = "printf x > \"$(printf 'bad\\377name')\"";
      assertThat(new ProcessBuilder("sh", "-c", script).directory(root.toFile()).start().waitFor())
          .isZero();
      assertThat(words(f.scan()))
          .containsExactlyInAnyOrder("?bad\ufffdname NAME_NOT_POSSIBLE", "a=");
    }
  }

  @Test
  void whatCannotBeReadIsUnknownAndNeverGone() throws IOException {
    var denied = new AtomicReference<>("");
    try (var f =
        new DiskFixture(
            root,
            "d/x=1 f=1 g=1",
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      boolean concerned =
                          arguments != null
                              && arguments[0] instanceof Path path
                              && path.endsWith(denied.get());
                      boolean enters =
                          call.equals("enter") && arguments[1].equals(List.of(denied.get()));
                      if (!denied.get().isEmpty() && (concerned || enters)) {
                        throw new AccessDeniedException(denied.get());
                      }
                    }))) {
      f.scan();
      Trees.make(root, "f=2");
      for (String path : List.of("d", "f", "g")) {
        denied.set(path);
        assertThat(words(f.scan()))
            .contains("?" + path + " PERMISSION_DENIED")
            .noneMatch(word -> word.startsWith("-"));
      }
    }
  }

  @Test
  void aFileThatNeverRestsIsToldSo() throws IOException {
    var writes = new AtomicInteger();
    try (var f =
        new DiskFixture(
            root,
            "busy=1 quiet=1",
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      if (call.equals("readSmall") && ((Path) arguments[0]).endsWith("busy")) {
                        Files.writeString(
                            root.resolve("busy"), "x".repeat(writes.incrementAndGet()));
                      }
                    }))) {
      assertThat(words(f.scan())).containsExactlyInAnyOrder("?busy CHANGED_WHILE_READ", "quiet=");
      assertThat(writes).hasValue(4);
    }
  }

  @Test
  void aCancelledScanSaysNothingMore() throws IOException {
    try (var f = new DiskFixture(root, "a=1 b=1 c/d=1")) {
      List<Finding> findings = new ArrayList<>();
      f.disk.scan(
          List.of(), f.known, () -> !findings.isEmpty(), findings::add, (items, bytes) -> {});
      assertThat(findings).hasSize(1);
    }
  }

  @Test
  void unchangedFilesAreNotRead() throws IOException {
    var reads = new AtomicInteger();
    try (var f =
        new DiskFixture(
            root,
            "a=1 d/b=2",
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      if (call.equals("readSmall")) {
                        reads.incrementAndGet();
                      }
                    }))) {
      f.scan();
      assertThat(reads.getAndSet(0)).isEqualTo(2);
      f.scan();
      assertThat(reads).hasValue(0);
    }
  }

  @Test
  void progressReachesWhatWasRead() throws IOException {
    try (var f = new DiskFixture(root, "")) {
      for (int i = 0; i < 250; i++) {
        Trees.write(root.resolve("f" + i), "12345");
      }
      List<Long> items = new ArrayList<>();
      List<Long> bytes = new ArrayList<>();
      f.disk.scan(
          List.of(),
          f.known,
          () -> false,
          finding -> {},
          (seen, read) -> {
            items.add(seen);
            bytes.add(read);
          });
      assertThat(items).isSorted().hasSizeGreaterThanOrEqualTo(3).last().isEqualTo(250L);
      assertThat(bytes).isSorted().last().isEqualTo(1250L);
    }
  }

  @Test
  void timesAreKeptToTheNanosecond() throws IOException {
    try (var f = new DiskFixture(root, "a=1")) {
      f.scan();
      long nanos = 1_234_567_890_123_456_789L;
      Files.setLastModifiedTime(root.resolve("a"), FileTime.from(nanos, TimeUnit.NANOSECONDS));
      f.scan();
      assertThat(f.expected("a").orElseThrow().stamp().mtimeNanos()).isEqualTo(nanos);
    }
  }

  /** Runs something, once, between the looks at two names that lie side by side. */
  private DiskFixture betweenTwoLooks(String tree, HookedFs.Hook between) throws IOException {
    var looks = new AtomicInteger(-1);
    var f =
        new DiskFixture(
            root,
            tree,
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      boolean counts = looks.get() >= 0 && call.equals("lstat");
                      if (counts && ((Path) arguments[0]).endsWith("b")) {
                        looks.set(-1);
                        between.before(call, arguments);
                      }
                    }));
    f.scan();
    looks.set(0);
    return f;
  }

  private static List<RelPath> paths(String... paths) {
    return Stream.of(paths).map(RelPath::of).toList();
  }

  @Test
  void anEditBetweenTwoLooksInOneDirectoryIsFound() throws IOException {
    try (var f =
        betweenTwoLooks(
            "d/a=1 d/b=1 d/c=1",
            (call, arguments) -> {
              Trees.write(root.resolve("d/a"), "edited before");
              Trees.write(root.resolve("d/c"), "edited");
            })) {
      assertThat(words(f.scan(paths("d/a", "d/b", "d/c")))).containsExactly("d/c=");
      assertThat(words(f.scan(paths("d/a")))).containsExactly("d/a=");
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void aDirectoryThatIsRenamedBetweenTwoLooksIsFoundByTheLooksThatTheRenameAsksFor()
      throws IOException {
    try (var f =
        betweenTwoLooks(
            "d/a=1 d/b=1 d/c=1",
            (call, arguments) -> {
              Files.move(root.resolve("d"), root.resolve("e"));
              Trees.write(root.resolve("e/c"), "edited after");
              Trees.write(Files.createDirectory(root.resolve("d")).resolve("b"), "another");
            })) {
      f.scan(paths("d/a", "d/b", "d/c"));
      f.scan(paths("d", "e"));
      assertThat(f.known.rows().keySet().stream().map(RelPath::toString))
          .containsExactlyInAnyOrder("d", "d/b", "e", "e/a", "e/b", "e/c");
      assertThat(((Observed.File) f.expected("e/c").orElseThrow()).content())
          .isEqualTo(DiskFixture.id("edited after"));
      assertThat(((Observed.File) f.expected("d/b").orElseThrow()).content())
          .isEqualTo(DiskFixture.id("another"));
    }
  }
}
