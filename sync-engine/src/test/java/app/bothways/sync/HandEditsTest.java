package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.disk.DiskFixture;
import app.bothways.sync.disk.HookedFs;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of a tree is read for what is done to one path of it. */
class HandEditsTest {
  private static final int FILES = 1000;

  @TempDir Path root;
  private final Set<String> read = new ConcurrentSkipListSet<>();
  private DiskFixture fixture;

  @BeforeEach
  void open() throws IOException {
    String files =
        IntStream.range(0, FILES)
            .mapToObj(i -> "top/d/f" + i + "=" + i)
            .collect(Collectors.joining(" "));
    fixture =
        new DiskFixture(
            root,
            "top/ top/d/ " + files,
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      if (Set.of("openRead", "readSmall").contains(call)) {
                        read.add(((Path) arguments[0]).getFileName().toString());
                      }
                    }));
    read.clear();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private HandEdits edits() {
    return new HandEdits(fixture.disk, InstantSource.system(), _ -> {});
  }

  private Optional<Observed> look(String path) throws IOException {
    read.clear();
    return edits().look(RelPath.of(path));
  }

  @Test
  void ofAFileNothingButItselfIsRead() throws Exception {
    assertThat(look("top/d/f0")).containsInstanceOf(Observed.File.class);
    assertThat(read).containsExactly("f0");
    edits().remove(RelPath.of("top/d/f0"));
    assertThat(root.resolve("top/d/f0")).doesNotExist();
    assertThat(look("top/d/f0")).isEmpty();
  }

  @Test
  void ofADirectoryNothingIsRead() throws Exception {
    assertThat(look("top/d")).containsInstanceOf(Observed.Dir.class);
    assertThat(read).isEmpty();
  }

  @Test
  void forWhatIsNotThereNothingIsRead() throws Exception {
    for (String path : new String[] {"top/d/none", "top/none/f0", "top/none/d/f0", "none/d/f0"}) {
      assertThat(look(path)).as(path).isEmpty();
      assertThat(read).as(path).isEmpty();
    }
  }

  @Test
  void nothingIsThereBelowAFileOrALink() throws Exception {
    Files.createSymbolicLink(root.resolve("top/link"), Path.of("d"));
    assertThat(look("top/link/f0")).isEmpty();
    assertThat(look("top/link/none/f0")).isEmpty();
    assertThat(read).isEmpty();
    assertThat(look("top/link")).containsInstanceOf(Observed.Link.class);
    assertThat(look("top/d/f0/below")).isEmpty();
    assertThat(read).hasSizeLessThanOrEqualTo(1);
  }
}
