package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.fs.LocalFs;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program ends at any call: every path holds the old or the new, whole, and work goes on. */
class CrashTest {
  private static final String BEFORE = "a=old e/ gone=3 l->x mv=4";
  private static final Set<String> ALLOWED =
      Set.of("a=old", "a=new", "e/", "gone=3", "l->x", "l->y", "mv=4", "d/", "d/mv=4", "d/n=fresh");

  @TempDir(factory = SurpriseTest.InMemory.class)
  Path directory;

  @ParameterizedTest
  @EnumSource
  void everyPathHoldsTheOldOrTheNewWhereverTheProgramEnds(SurpriseTest.Way way) throws IOException {
    boolean more = true;
    for (int call = 0; more; call++) {
      more = crash(call, way);
    }
  }

  /** Else a power cut soon after takes back what the scan has seen, and it counts as deleted. */
  @Test
  void whatAFormerLifeDidIsOnTheDiskBeforeAnythingIsLookedAt() throws IOException {
    var calls = new ArrayList<String>();
    try (var f = new DiskFixture(directory.resolve("root"), BEFORE)) {
      assertThat(f.apply(f.put("n", "new"))).isInstanceOf(StepResult.Done.class);
      f.reopen(HookedFs.around(f.localFs(), (call, _) -> calls.add(call)));
      f.disk.recover();
    }
    assertThat(calls).as("before any scan").contains("forceAll");
  }

  private boolean crash(int call, SurpriseTest.Way way) throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    var crash = new HookedFs.CrashAt(call);
    try (var f = new DiskFixture(root, BEFORE)) {
      f.scan();
      List<Optional<Observed>> expected =
          Stream.of("a", "e", "gone", "l", "mv").map(f::expected).toList();
      f.reopen(HookedFs.around(way.over(root), crash));
      try {
        f.disk.apply(steps(f, expected));
      } catch (HookedFs.Crash ended) {
        assertThat(ended).hasMessage("crash");
      }
      f.reopen(way.over(root));
      f.disk.recover();
      assertThat(List.of(f.tree().split(" "))).as("call %d", call).isSubsetOf(ALLOWED);
      finish(f);
      return crash.isDone();
    }
  }

  private static List<Step> steps(DiskFixture f, List<Optional<Observed>> expected)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.MakeDir(RelPath.of("d")));
    steps.add(f.put("a", "new"));
    steps.add(f.put("d/n", "fresh"));
    steps.add(new Step.Remove(RelPath.of("e"), expected.get(1).orElseThrow()));
    steps.add(new Step.Remove(RelPath.of("gone"), expected.get(2).orElseThrow()));
    steps.add(new Step.PutLink(RelPath.of("l"), "y", expected.get(3)));
    steps.add(new Step.Move(RelPath.of("mv"), RelPath.of("d/mv"), expected.get(4).orElseThrow()));
    return steps;
  }

  /** Looks at the disk and does what is left to do, as the engine would. */
  private static void finish(DiskFixture f) throws IOException {
    f.scan();
    List<Step> left = new ArrayList<>();
    left.add(new Step.MakeDir(RelPath.of("d")));
    for (String path : List.of("e", "gone")) {
      f.expected(path).ifPresent(e -> left.add(new Step.Remove(RelPath.of(path), e)));
    }
    left.add(f.put("a", f.disk.staged(DiskFixture.id("new")).orElse(f.stage("new"))));
    left.add(f.put("d/n", f.disk.staged(DiskFixture.id("fresh")).orElse(f.stage("fresh"))));
    left.add(new Step.PutLink(RelPath.of("l"), "y", f.expected("l")));
    // It may have both names.
    boolean moved = f.expected("d/mv").isPresent();
    RelPath mv = RelPath.of("mv");
    f.expected("mv")
        .map(e -> moved ? new Step.Remove(mv, e) : new Step.Move(mv, RelPath.of("d/mv"), e))
        .ifPresent(left::add);
    assertThat(f.disk.apply(left)).hasOnlyElementsOfType(StepResult.Done.class);
    assertThat(f.tree()).isEqualTo("a=new d/ d/mv=4 d/n=fresh l->y");
    f.later.set(Duration.ofSeconds(61));
    assertThat(f.disk.graceCheck()).isEmpty();
    assertThat(f.rescuedLater).isEmpty();
    assertThat(f.root.resolve(".bothways/trash")).isEmptyDirectory();
    assertThat(f.root.resolve(".bothways/journal")).isEmptyDirectory();
  }

  @Test
  void aCrashInsideTheExchangeLeavesTheOldAndTheStagedFile() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    try (var f = new DiskFixture(root, "a=old")) {
      f.scan();
      HookedFs.Hook halfWay =
          (call, arguments) -> {
            if (call.equals("swap")) {
              Files.move((Path) arguments[1], (Path) arguments[2]);
              throw new HookedFs.Crash();
            }
          };
      crashInApply(f, halfWay);
      f.reopen(f.localFs());
      f.disk.recover();
      assertThat(f.tree()).isEqualTo("a=old");
      assertThat(f.disk.staged(DiskFixture.id("new"))).isPresent();
    }
  }

  @Test
  void aCrashBetweenSecondNameAndRenameLeavesOneFile() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    try (var f = new DiskFixture(root, "a=old")) {
      f.scan();
      HookedFs.Hook halfWay =
          (call, arguments) -> {
            if (call.equals("swap")) {
              Files.createLink((Path) arguments[2], (Path) arguments[0]);
              throw new HookedFs.Crash();
            }
          };
      crashInApply(f, halfWay);
      Files.writeString(root.resolve("a"), "edited after the crash");
      f.reopen(f.localFs());
      f.disk.recover();
      assertThat(f.tree()).isEqualTo("a=edited after the crash");
      assertThat(root.resolve(".bothways/trash")).isEmptyDirectory();
      assertThat(f.disk.staged(DiskFixture.id("new"))).isPresent();
    }
  }

  @Test
  void aCrashBetweenTwoRenamesBringsTheOldBack() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    try (var f = new DiskFixture(root, "a=old")) {
      f.scan();
      HookedFs.Hook halfWay =
          (call, arguments) -> {
            if (call.equals("swap")) {
              Files.move((Path) arguments[0], (Path) arguments[2]);
              throw new HookedFs.Crash();
            }
          };
      crashInApply(f, halfWay);
      f.reopen(LocalFs.plain(root.resolve(".bothways")));
      f.disk.recover();
      assertThat(f.tree()).isEqualTo("a=old");
      assertThat(f.disk.staged(DiskFixture.id("new"))).isPresent();
    }
  }

  @Test
  void aCrashBetweenTwoRenamesOfALinkBringsTheOldBackToo() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    try (var f = new DiskFixture(root, "a=old")) {
      f.scan();
      f.reopen(HookedFs.around(f.localFs(), takenOut((_, _) -> {})));
      var step = new Step.PutLink(RelPath.of("a"), "x", f.expected("a"));
      assertThatThrownBy(() -> f.disk.apply(List.of(step))).isInstanceOf(HookedFs.Crash.class);
      f.reopen(LocalFs.linking(root.resolve(".bothways")));
      f.disk.recover();
      assertThat(f.tree()).isEqualTo("a=old");
    }
  }

  @Test
  void aCrashAfterTheNewFilesSecondNameLeavesItOne() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    try (var f = new DiskFixture(root, "a=old")) {
      f.scan();
      crashInApply(f, takenOut((_, args) -> Files.createLink((Path) args[0], (Path) args[1])));
      f.reopen(LocalFs.linking(root.resolve(".bothways")));
      f.disk.recover();
      assertThat(f.tree()).isEqualTo("a=new");
      assertThat(f.localFs().lstat(root.resolve("a")).links()).isEqualTo(1);
      assertThat(f.disk.staged(DiskFixture.id("new"))).isEmpty();
      assertThat(f.disk.versions(Optional.of(RelPath.of("a")))).hasSize(1);
      assertThat(root.resolve(".bothways/trash")).isEmptyDirectory();
    }
  }

  @Test
  void aCrashInTheMiddleOfARenameLeavesOneFileAndNoVersionOfIt() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    try (var f = new DiskFixture(root, "a=old")) {
      f.scan();
      HookedFs.Hook takenOut =
          (call, _) -> {
            if (call.equals("delete")) {
              throw new HookedFs.Crash();
            }
          };
      f.reopen(HookedFs.around(SurpriseTest.Way.SECOND_NAME.over(root), takenOut));
      var step = new Step.Move(RelPath.of("a"), RelPath.of("b"), f.expected("a").orElseThrow());
      assertThatThrownBy(() -> f.disk.apply(List.of(step))).isInstanceOf(HookedFs.Crash.class);
      assertThat(root.resolve(".bothways/trash")).isNotEmptyDirectory();
      f.reopen(SurpriseTest.Way.SECOND_NAME.over(root));
      f.disk.recover();
      assertThat(f.tree()).isEqualTo("b=old");
      assertThat(f.localFs().lstat(root.resolve("b")).links()).isEqualTo(1);
      assertThat(f.disk.versions(Optional.empty())).isEmpty();
      assertThat(root.resolve(".bothways/trash")).isEmptyDirectory();
    }
  }

  /** The first half of a replacement by two renames, something of the second, and the end. */
  private static HookedFs.Hook takenOut(HookedFs.Hook then) {
    return (call, arguments) -> {
      if (call.equals("swap")) {
        Files.move((Path) arguments[0], (Path) arguments[2]);
        then.before(call, arguments);
        throw new HookedFs.Crash();
      }
    };
  }

  private static void crashInApply(DiskFixture f, HookedFs.Hook hook) throws IOException {
    f.reopen(HookedFs.around(f.localFs(), hook));
    Step step = f.put("a", "new");
    try {
      f.disk.apply(List.of(step));
    } catch (HookedFs.Crash ended) {
      return;
    }
    throw new AssertionError("the program did not end");
  }

  @Test
  void unfinishedStagedFilesGoAndWholeOnesStay() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    try (var f = new DiskFixture(root, "")) {
      Staged whole = f.stage("whole");
      Path stage = root.resolve(".bothways/stage");
      Files.writeString(stage.resolve(DiskFixture.id("half") + "-77.part"), "ha");
      Files.writeString(stage.resolve(DiskFixture.id("damaged") + "-78"), "other");
      f.reopen(f.localFs());
      f.disk.recover();
      assertThat(f.disk.staged(whole.content())).contains(whole);
      assertThat(f.disk.staged(DiskFixture.id("half"))).isEmpty();
      assertThat(f.disk.staged(DiskFixture.id("damaged"))).isEmpty();
      try (Stream<Path> left = Files.list(stage)) {
        assertThat(left).containsExactly(stage.resolve(whole.name()));
      }
    }
  }
}
