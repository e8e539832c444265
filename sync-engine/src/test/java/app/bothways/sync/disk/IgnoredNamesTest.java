package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I15: of what is ignored nothing is read, not even the names in a directory. */
class IgnoredNamesTest {
  @TempDir Path base;

  @Test
  void whatIsIgnoredIsNeitherReadNorListed() throws IOException {
    Path root = base.toRealPath().resolve("folder");
    var seen = new CopyOnWriteArrayList<String>();
    try (var f =
        new DiskFixture(
            root,
            "kept=1 secret=2 dir/x=3 dir/deep/y=4",
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      boolean looksOnly = call.equals("lstat") || call.equals("enter");
                      if (!looksOnly && arguments != null && arguments[0] instanceof Path path) {
                        seen.add(path.getFileName().toString());
                      }
                      if (call.equals("names")) {
                        seen.add(((Path) arguments[0]).toRealPath().getFileName().toString());
                      }
                    }))) {
      Files.writeString(root.resolve(".bothwaysignore"), "secret\ndir\n");
      f.disk.ignoreRules();
      seen.clear();
      f.scan();
      assertThat(f.known.rows())
          .containsKey(RelPath.of("kept"))
          .doesNotContainKey(RelPath.of("secret"));
      assertThat(seen).contains("kept").doesNotContain("secret", "dir", "x", "deep", "y");
    }
  }
}
