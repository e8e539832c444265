package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing outside the root is touched, and nothing is believed of a wrong root. */
class ContainmentTest {
  @TempDir Path directory;
  private Path root;
  private Path outside;

  @BeforeEach
  void makeOutside() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    outside = Files.createDirectory(directory.resolve("outside"));
    Trees.make(outside, "a=secret d/");
  }

  @Test
  void noStepGoesThroughALink() throws IOException {
    try (var f = new DiskFixture(root, "mine=1")) {
      Files.createSymbolicLink(root.resolve("out"), outside);
      f.scan();
      Observed any = f.expected("mine").orElseThrow();
      List<Step> steps =
          List.of(
              f.put("out/new", "n"),
              new Step.PutFile(RelPath.of("out/a"), f.stage("n"), 0, false, Optional.of(any)),
              new Step.MakeDir(RelPath.of("out/x")),
              new Step.PutLink(RelPath.of("out/l"), "y", Optional.empty()),
              new Step.SetMeta(RelPath.of("out/a"), 0, true, any),
              new Step.Confirm(RelPath.of("out/a"), any),
              new Step.Remove(RelPath.of("out/a"), any),
              new Step.Remove(RelPath.of("out/d"), new Observed.Dir(any.stamp())),
              new Step.Move(RelPath.of("out/a"), RelPath.of("stolen"), any),
              new Step.Move(RelPath.of("mine"), RelPath.of("out/mine"), any));
      for (StepResult result : f.disk.apply(steps)) {
        assertThat(result)
            .isInstanceOfSatisfying(
                StepResult.Failed.class,
                failed -> assertThat(failed.error().code()).isEqualTo(ErrorCode.LINK_IN_PATH));
      }
      assertThat(Trees.read(outside)).isEqualTo("a=secret d/");
      assertThat(root.resolve("mine")).hasContent("1");
      Assertions.assertThatThrownBy(() -> f.disk.open(RelPath.of("out/a"), any))
          .isInstanceOf(DiskException.class);
    }
  }

  @Test
  void aLinkPutInTheWayAtTheLastMomentLeadsNowhere() throws IOException {
    boolean more = true;
    for (int call = 0; more; call++) {
      more = linkAt(call);
    }
  }

  private boolean linkAt(int call) throws IOException {
    Path fresh = Files.createTempDirectory(directory, "fresh");
    var hook = new AtomicReference<HookedFs.Hook>((name, arguments) -> {});
    try (var f =
        new DiskFixture(
            fresh,
            "d/a=old",
            fs -> HookedFs.around(fs, (name, arguments) -> hook.get().before(name, arguments)))) {
      f.scan();
      var put = f.put("d/a", "new");
      var put2 = f.put("d/b", "new");
      var at =
          new HookedFs.At(
              call,
              (name, arguments) -> {
                Files.move(fresh.resolve("d"), fresh.resolve("was-d"));
                Files.createSymbolicLink(fresh.resolve("d"), outside);
              });
      hook.set(at);
      f.disk.apply(List.of(put, put2));
      assertThat(Trees.read(outside)).as("call %d", call).isEqualTo("a=secret d/");
      return at.isDone();
    }
  }

  @Test
  void aScanDoesNotLookBehindLinks() throws IOException {
    try (var f = new DiskFixture(root, "b=1")) {
      Files.createSymbolicLink(root.resolve("out"), outside);
      f.scan();
      assertThat(f.known.rows().keySet()).containsExactly(RelPath.of("b"), RelPath.of("out"));
      assertThat(f.scan(List.of(RelPath.of("out/a")))).isEmpty();
    }
  }

  @Test
  void ourOwnDirectoryIsNoPathOfTheFolder() throws IOException {
    try (var f = new DiskFixture(root, "")) {
      for (String path : List.of(".bothways", ".bothways/folder", ".BOTHWAYS/stage/x")) {
        assertThat(f.apply(f.put(path, "evil"))).isInstanceOf(StepResult.Failed.class);
      }
      assertThat(f.disk.checkRoot()).isEmpty();
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void aRootThatIsGoneOrAnotherIsNotScannedNorChanged() throws IOException {
    try (var f = new DiskFixture(root, "a=1 d/b=2")) {
      f.scan();
      Staged staged = f.stage("n");
      Path away = directory.resolve("away");
      Files.move(root, away);
      assertThat(f.disk.checkRoot().orElseThrow().code()).isEqualTo(ErrorCode.ROOT_MISSING);
      assertRefused(f, staged);
      Files.createDirectory(root);
      assertThat(f.disk.checkRoot().orElseThrow().code()).isEqualTo(ErrorCode.ROOT_MISSING);
      assertRefused(f, staged);
      Trees.make(root, ".bothways/folder=zzzzzzzzzzzzzzzzzzzzzzzzzz\n00");
      assertThat(f.disk.checkRoot().orElseThrow().code()).isEqualTo(ErrorCode.ROOT_REPLACED);
      assertRefused(f, staged);
      Files.move(root, directory.resolve("wrong"));
      Files.move(away, root);
      assertThat(f.disk.checkRoot()).isEmpty();
      assertThat(f.scan()).isEmpty();
      assertThat(f.apply(f.put("new", staged))).isInstanceOf(StepResult.Done.class);
    }
  }

  private static void assertRefused(DiskFixture f, Staged staged) {
    List<Finding> findings = new ArrayList<>();
    Assertions.assertThatThrownBy(
            () -> f.disk.scan(List.of(), f.known, () -> false, findings::add, (items, bytes) -> {}))
        .isInstanceOf(DiskException.class);
    assertThat(findings).isEmpty();
    assertThat(f.apply(f.put("new", staged))).isInstanceOf(StepResult.Failed.class);
  }

  @Test
  void aRootThatVanishesDuringTheScanLeavesNothingGone() throws IOException {
    boolean more = true;
    for (int call = 0; more; call++) {
      more = vanishAt(call);
    }
  }

  private boolean vanishAt(int call) throws IOException {
    Path fresh = Files.createTempDirectory(directory, "fresh");
    var hook = new AtomicReference<HookedFs.Hook>((name, arguments) -> {});
    try (var f =
        new DiskFixture(
            fresh,
            "a=1 d/b=2 d/e/c=3",
            fs -> HookedFs.around(fs, (name, args) -> hook.get().before(name, args)))) {
      f.scan();
      var at =
          new HookedFs.At(
              call,
              (name, arguments) -> {
                Files.move(fresh, directory.resolve("away" + call));
                Files.createDirectory(fresh);
              });
      hook.set(at);
      List<Finding> findings = new ArrayList<>();
      try {
        f.disk.scan(List.of(), f.known, () -> false, findings::add, (items, bytes) -> {});
      } catch (IOException refused) {
        assertThat(refused).isInstanceOf(IOException.class);
      }
      assertThat(findings).as("call %d", call).noneMatch(Finding.Gone.class::isInstance);
      return at.isDone();
    }
  }
}
