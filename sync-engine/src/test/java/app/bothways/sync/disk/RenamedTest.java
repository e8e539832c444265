package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was renamed is known by its identity; nothing of it is read before others are told. */
class RenamedTest {
  @TempDir Path root;

  private final List<String> read = new ArrayList<>();

  private DiskFixture fixture(String tree) throws IOException {
    var f =
        new DiskFixture(
            root,
            tree,
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      if (call.equals("readSmall")) {
                        synchronized (read) {
                          read.add(((Path) arguments[0]).getFileName().toString());
                        }
                      }
                    }));
    f.scan();
    assumeThat(f.known.rows().values())
        .as("a file system that tells files apart")
        .allMatch(o -> o.stamp().fileKey() != 0);
    read.clear();
    return f;
  }

  private static Observed.File file(DiskFixture f, String path) {
    return (Observed.File) f.expected(path).orElseThrow();
  }

  @Test
  void aRenamedDirectoryIsNotRead() throws IOException {
    try (var f = fixture("d/x/a=1 d/b=2 d/c=3")) {
      Files.move(root.resolve("d"), root.resolve("e"));
      assertThat(f.scan()).hasSize(10);
      assertThat(read).isEmpty();
      assertThat(file(f, "e/x/a").content()).isEqualTo(DiskFixture.id("1"));
      assertThat(Stamps.isVolatile(file(f, "e/b").stamp())).isFalse();
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void aRenamedFileIsToldUnreadAndReadByTheNextScan() throws IOException {
    try (var f = fixture("a=1")) {
      Files.move(root.resolve("a"), root.resolve("b"));
      assertThat(f.scan()).hasSize(2);
      assertThat(read).isEmpty();
      assertThat(Stamps.isUnread(file(f, "b").stamp())).isTrue();
      assertThat(f.scan()).hasSize(1);
      assertThat(read).containsExactly("b");
      assertThat(Stamps.isVolatile(file(f, "b").stamp())).isFalse();
    }
  }

  @Test
  void aRenamedFileThatWasChangedSecretlyIsFoundOutByTheNextScan() throws IOException {
    try (var f = fixture("a=old")) {
      FileTime time = Files.getLastModifiedTime(root.resolve("a"));
      Files.writeString(root.resolve("a"), "new");
      Files.setLastModifiedTime(root.resolve("a"), time);
      Files.move(root.resolve("a"), root.resolve("b"));
      f.scan();
      f.scan();
      assertThat(file(f, "b").content()).isEqualTo(DiskFixture.id("new"));
    }
  }

  @Test
  void aRenamedFileThatWasWrittenToIsRead() throws IOException {
    try (var f = fixture("d/a=1 d/b=2")) {
      Files.writeString(root.resolve("d/a"), "longer");
      Files.move(root.resolve("d"), root.resolve("e"));
      f.scan();
      assertThat(read).containsExactly("a");
      assertThat(file(f, "e/a").content()).isEqualTo(DiskFixture.id("longer"));
    }
  }

  @Test
  void aFileMovedOverAnotherIsKnownToo() throws IOException {
    try (var f = fixture("a=1 b=2")) {
      Files.delete(root.resolve("b"));
      Files.move(root.resolve("a"), root.resolve("b"));
      assertThat(f.scan()).contains(new Finding.Gone(RelPath.of("a")));
      assertThat(read).isEmpty();
      assertThat(file(f, "b").content()).isEqualTo(DiskFixture.id("1"));
    }
  }
}
