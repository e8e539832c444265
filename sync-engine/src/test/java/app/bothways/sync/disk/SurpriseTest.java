package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.LocalFs;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A person's program does something between any two of our calls, in every kind of step, with and
 * without a crash after it: its bytes are somewhere in the tree afterwards.
 */
class SurpriseTest {
  private static final String MINE = "MINE";

  @TempDir(factory = InMemory.class)
  Path directory;

  /** Thousands of folders: where the system keeps files in memory, they are made there. */
  static final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "bothways")
          : Files.createTempDirectory("bothways");
    }
  }

  /** What a program may do to a path. */
  enum Deed {
    WRITE_INTO {
      @Override
      void to(Path path) throws IOException {
        Files.writeString(path, MINE);
      }
    },
    SAVE_BY_RENAMING {
      @Override
      void to(Path path) throws IOException {
        Path temporary = path.resolveSibling("editor.tmp");
        Files.writeString(temporary, MINE);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      }
    },
    REPLACE_BY_DIRECTORY {
      @Override
      void to(Path path) throws IOException {
        Files.deleteIfExists(path);
        Files.createDirectory(path);
        Files.writeString(path.resolve("inside"), MINE);
      }
    };

    abstract void to(Path path) throws IOException;
  }

  /** What we are about to do meanwhile. */
  enum Work {
    REPLACE("a=old"),
    CREATE("other=1"),
    REMOVE("a=old"),
    SET_META("a=old"),
    MOVE("a=old"),
    LINK_OVER("a=old");

    private final String tree;

    Work(String tree) {
      this.tree = tree;
    }

    Step step(DiskFixture f) throws IOException {
      RelPath a = RelPath.of("a");
      return switch (this) {
        case REPLACE, CREATE -> f.put("a", "new");
        case REMOVE -> new Step.Remove(a, f.expected("a").orElseThrow());
        case SET_META -> new Step.SetMeta(a, 1_000_000_000L, true, f.expected("a").orElseThrow());
        case MOVE -> new Step.Move(a, RelPath.of("b"), f.expected("a").orElseThrow());
        case LINK_OVER -> new Step.PutLink(a, "x", f.expected("a"));
      };
    }
  }

  /** The ways to exchange names. */
  enum Way {
    EXCHANGE,
    SECOND_NAME,
    TWO_RENAMES;

    Fs over(Path root) {
      Path scratch = root.resolve(".bothways");
      return switch (this) {
        case EXCHANGE -> LocalFs.probing(scratch);
        case SECOND_NAME -> LocalFs.linking(scratch);
        case TWO_RENAMES -> LocalFs.plain(scratch);
      };
    }
  }

  record Case(Work work, Deed deed, Way way) {}

  static Stream<Case> cases() {
    return Stream.of(Work.values())
        .flatMap(
            work ->
                Stream.of(Deed.values())
                    .flatMap(
                        deed -> Stream.of(Way.values()).map(way -> new Case(work, deed, way))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatSomebodyWroteMeanwhileIsNeverLost(Case c) throws IOException {
    boolean more = true;
    for (int call = 0; more; call++) {
      more = surprise(c, call, Optional.empty());
    }
  }

  static Stream<Case> casesOfWriting() {
    return cases().filter(c -> c.deed() != Deed.REPLACE_BY_DIRECTORY);
  }

  @ParameterizedTest
  @MethodSource("casesOfWriting")
  void norWhenTheProgramEndsSoonAfter(Case c) throws IOException {
    boolean more = true;
    for (int call = 0; more; call++) {
      // Soon after, and a little later.
      more = surprise(c, call, Optional.of(call + 1)) & surprise(c, call, Optional.of(call + 3));
    }
  }

  /** False when there were fewer calls than that. */
  private boolean surprise(Case c, int call, Optional<Integer> crash) throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    var hook = new AtomicReference<HookedFs.Hook>((name, arguments) -> {});
    var at = new HookedFs.At(call, (name, arguments) -> c.deed().to(root.resolve("a")));
    try (var f =
        new DiskFixture(
            root,
            c.work().tree,
            fs ->
                HookedFs.around(
                    c.way().over(root), (name, arguments) -> hook.get().before(name, arguments)))) {
      f.scan();
      Step step = c.work().step(f);
      var crashes = crash.map(HookedFs.CrashAt::new);
      hook.set(
          (name, arguments) -> {
            if (crashes.isPresent()) {
              crashes.get().before(name, arguments);
            }
            at.before(name, arguments);
          });
      try {
        f.disk.apply(List.of(step));
      } catch (HookedFs.Crash ended) {
        assertThat(crash).isPresent();
      }
      if (at.isDone()) {
        hook.set((name, arguments) -> {});
        f.reopen(c.way().over(root));
        f.disk.recover();
        assertThat(contents(root))
            .as("%s, surprised before call %d, crash %s: %s", c, call, crash, f.tree())
            .contains(MINE);
      }
      return at.isDone();
    }
  }

  static List<String> contents(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !path.startsWith(root.resolve(".bothways")))
          .filter(Files::isRegularFile)
          .map(
              path -> {
                try {
                  return Files.readString(path);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              })
          .toList();
    }
  }
}
