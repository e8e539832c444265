package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.fs.LocalFs;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stick is pulled out in the middle of a replacement, between two renames, and the program goes
 * on or is started again without it: what was under way is put in order before the stick is looked
 * at, whenever that is.
 */
class RootComesBackTest {
  @TempDir Path directory;
  private Path root;
  private Path elsewhere;
  private DiskFixture f;

  @BeforeEach
  void twoFilesOnAStick() throws IOException {
    root = directory.resolve("root");
    elsewhere = directory.resolve("pulled out");
    f = new DiskFixture(root, "a=old b=other");
    f.scan();
  }

  /** The old file is out of the tree and the new one not in it. */
  private HookedFs.Hook betweenTwoRenames(HookedFs.Hook then) {
    return (call, arguments) -> {
      if (call.equals("swap")) {
        Files.move((Path) arguments[0], (Path) arguments[2]);
        then.before(call, arguments);
      }
    };
  }

  /** Of files whose path ends so. */
  private void theDiskFailsBetweenTwoRenames(String end) throws IOException {
    HookedFs.Hook fails =
        (call, arguments) -> {
          if (call.equals("swap") && arguments[0].toString().endsWith(end)) {
            Files.move((Path) arguments[0], (Path) arguments[2]);
            throw new IOException("no such device");
          }
        };
    f.reopen(HookedFs.around(f.localFs(), fails));
    assertThat(f.scan()).isEmpty();
  }

  /** The old one is in its slot then, and no version of it is kept. */
  private void isReplacedAndDeleted(Step step) throws IOException {
    f.disk.keeping(Keeping.OFF);
    assertThat(f.apply(step)).isInstanceOf(StepResult.Done.class);
    Files.delete(root.resolve("a"));
  }

  private void staysDeleted() throws IOException {
    assertThat(f.scan()).contains(new Finding.Gone(RelPath.of("a")));
    assertThat(f.tree()).isEqualTo("b=other");
  }

  private void pulledOutAndStartedAgain() throws IOException {
    HookedFs.Hook ends =
        (_, _) -> {
          throw new HookedFs.Crash();
        };
    f.reopen(HookedFs.around(f.localFs(), betweenTwoRenames(ends)));
    Step step = f.put("a", "new");
    assertThatThrownBy(() -> f.disk.apply(List.of(step))).isInstanceOf(HookedFs.Crash.class);
    Files.move(root, elsewhere);
    f.reopen(LocalFs.plain(root.resolve(".bothways")));
    assertThatThrownBy(() -> f.disk.recover())
        .isInstanceOfSatisfying(
            DiskException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.ROOT_MISSING));
  }

  @AfterEach
  void close() {
    f.close();
  }

  private void nothingIsGone() throws IOException {
    assertThat(f.scan()).doesNotHaveAnyElementsOfTypes(Finding.Gone.class);
    assertThat(f.tree()).isEqualTo("a=old b=other");
  }

  @Test
  void theFirstLookFindsNothingGone() throws IOException {
    pulledOutAndStartedAgain();
    Files.move(elsewhere, root);
    nothingIsGone();
  }

  @Test
  void norDoesTheNextOneOfAProgramThatWentOn() throws IOException {
    HookedFs.Hook pulledOut =
        (_, _) -> {
          Files.move(root, elsewhere);
          throw new IOException("no such device");
        };
    f.reopen(HookedFs.around(f.localFs(), betweenTwoRenames(pulledOut)));
    assertThat(f.scan()).isEmpty();
    assertThat(f.apply(f.put("a", "new"))).isInstanceOf(StepResult.Failed.class);
    assertThat(f.disk.checkRoot()).isPresent();
    Files.move(elsewhere, root);
    assertThat(f.disk.checkRoot()).isEmpty();
    nothingIsGone();
  }

  /** The first replacement is left half done; in the second one somebody looks, and all ends. */
  private final class LookThenCrash implements HookedFs.Hook {
    private final Thread looks = Thread.ofPlatform().unstarted(this::look);
    private int swaps;
    private volatile boolean over;
    private volatile boolean endedEarly;

    private void look() {
      try {
        f.scan();
      } catch (IOException | HookedFs.Crash ended) {
        endedEarly = !over;
      }
    }

    @Override
    public void before(String call, Object[] arguments) throws IOException {
      if (over) {
        throw new HookedFs.Crash();
      }
      if (call.equals("swap") && ++swaps == 2) {
        looks.start();
        untilItWaitsOrIsDone();
        over = true;
      }
      if (call.equals("swap")) {
        Files.move((Path) arguments[0], (Path) arguments[2]);
        if (over) {
          throw new HookedFs.Crash();
        }
        throw new IOException("no such device");
      }
    }

    private void untilItWaitsOrIsDone() {
      while (looks.isAlive()
          && !(LockSupport.getBlocker(looks) instanceof AbstractOwnableSynchronizer)) {
        Thread.onSpinWait();
      }
    }
  }

  /** Recovery reads the journals, in which a step that is under way is like one left undone. */
  @Test
  @Timeout(60)
  void whatIsUnderWayWhenSomebodyLooksIsStillInTheJournal() throws Exception {
    var crash = new LookThenCrash();
    f.reopen(HookedFs.around(f.localFs(), crash));
    assertThat(f.scan()).isEmpty();
    assertThat(f.apply(f.put("a", "new"))).isInstanceOf(StepResult.Failed.class);
    Step step = f.put("b", "newer");
    assertThatThrownBy(() -> f.apply(step)).isInstanceOf(HookedFs.Crash.class);
    crash.looks.join();
    assertThat(crash.endedEarly).isFalse();
    f.reopen(LocalFs.plain(root.resolve(".bothways")));
    nothingIsGone();
  }

  /** What was replaced before is watched, and its place is no business of recovery any more. */
  @Test
  void whatAPersonDeletedMeanwhileStaysDeleted() throws IOException {
    theDiskFailsBetweenTwoRenames("b");
    isReplacedAndDeleted(f.put("a", "new"));
    f.stage("new");
    assertThat(f.apply(f.put("b", "newer"))).isInstanceOf(StepResult.Failed.class);
    staysDeleted();
  }

  /** The same content is often there a second time, for another name. */
  @Test
  void soItDoesAfterANewStart() throws IOException {
    isReplacedAndDeleted(f.put("a", "new"));
    f.stage("new");
    f.reopen(f.localFs());
    staysDeleted();
  }

  @Test
  void soItDoesWhereALinkHadTakenItsPlace() throws IOException {
    isReplacedAndDeleted(new Step.PutLink(RelPath.of("a"), "b", f.expected("a")));
    f.reopen(f.localFs());
    staysDeleted();
  }

  @Test
  void whatALinkWasToReplaceComesBack() throws IOException {
    theDiskFailsBetweenTwoRenames("");
    Step link = new Step.PutLink(RelPath.of("a"), "b", f.expected("a"));
    assertThat(f.apply(link)).isInstanceOf(StepResult.Failed.class);
    nothingIsGone();
  }

  /** By what is on the stage recovery tells that the new one never got there. */
  @Test
  void whatWasToComeIsGivenToNobodyElseBeforeThat() throws IOException {
    theDiskFailsBetweenTwoRenames("");
    assertThat(f.apply(f.put("a", "new"))).isInstanceOf(StepResult.Failed.class);
    assertThat(f.disk.staged(DiskFixture.id("new"))).isEmpty();
    nothingIsGone();
    assertThat(f.disk.staged(DiskFixture.id("new"))).isPresent();
  }

  @Test
  void whatCannotBePutBackYetIsNotGone() throws IOException {
    pulledOutAndStartedAgain();
    Files.move(elsewhere, root);
    var refusing = new AtomicBoolean(true);
    HookedFs.Hook refuses =
        (call, _) -> {
          if (call.equals("publish") && refusing.get()) {
            throw new IOException("planted");
          }
        };
    f.reopen(HookedFs.around(LocalFs.plain(root.resolve(".bothways")), refuses));
    assertThatThrownBy(() -> f.scan()).hasMessageContaining("planted");
    refusing.set(false);
    nothingIsGone();
  }

  @Test
  void aRestoredVersionDoesNotComeBeforeThat() throws IOException {
    pulledOutAndStartedAgain();
    Files.move(elsewhere, root);
    assertThatThrownBy(() -> f.disk.stageVersion(RelPath.of("a"), "none"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(f.tree()).isEqualTo("a=old b=other");
  }

  /** What a full or read-only disk refuses to clear away does no harm where it is. */
  @Test
  void leftoversThatCannotBeClearedAwayHoldNothingUp() throws IOException {
    pulledOutAndStartedAgain();
    Files.move(elsewhere, root);
    Files.writeString(root.resolve(".bothways/stage/" + DiskFixture.id("half") + "-7.part"), "ha");
    HookedFs.Hook refuses =
        (call, arguments) -> {
          if (call.equals("delete") && arguments[0].toString().endsWith(".part")) {
            throw new IOException("planted");
          }
        };
    f.reopen(HookedFs.around(LocalFs.plain(root.resolve(".bothways")), refuses));
    nothingIsGone();
  }
}
