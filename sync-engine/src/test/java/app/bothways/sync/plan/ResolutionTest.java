package app.bothways.sync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.model.VersionVector.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResolutionTest {
  private static final int CASES = 20_000;
  private static final long SEED = Long.getLong("bothways.seed", new Random().nextLong());

  private static int sign(Entry a, Entry b) {
    return Integer.signum(Resolution.ORDER.compare(a.version(), b.version()));
  }

  @Test
  void theOrderIsTotalAndTransitiveAndExtendsCausality() {
    for (int i = 0; i < CASES; i++) {
      List<Entry> all = new Versions(SEED + i).some();
      for (Entry a : all) {
        for (Entry b : all) {
          String seed = "-Dbothways.seed=" + (SEED + i) + " " + a + " " + b;
          assertThat(sign(a, b)).as(seed).isEqualTo(-sign(b, a));
          if (Resolution.causality(a, b) == Order.BEFORE) {
            assertThat(sign(a, b)).as(seed).isEqualTo(-1);
          }
          for (Entry c : all) {
            if (sign(a, b) > 0 && sign(b, c) > 0) {
              assertThat(sign(a, c)).as(seed).isEqualTo(1);
            }
          }
        }
      }
    }
  }

  @Test
  void theWinnerDoesNotDependOnTheOrderOfArrival() {
    for (int i = 0; i < CASES; i++) {
      List<Entry> all = new ArrayList<>(new Versions(SEED + i).some());
      Entry winner = Planner.winner(Optional.empty(), all);
      Collections.shuffle(all, new Random(i));
      assertThat(Planner.winner(Optional.empty(), all))
          .as("-Dbothways.seed=" + (SEED + i))
          .isEqualTo(winner);
    }
  }

  @Test
  void mergingEqualContentIsSymmetricAndIdempotent() {
    for (int i = 0; i < CASES; i++) {
      List<Entry> all = new Versions(SEED + i).some();
      for (Entry a : all) {
        assertThat(Resolution.merge(List.of(a, a))).isEqualTo(a);
        for (Entry b : all) {
          if (Resolution.same(a, b)) {
            assertThat(Resolution.merge(List.of(a, b)))
                .as("-Dbothways.seed=" + (SEED + i))
                .isEqualTo(Resolution.merge(List.of(b, a)));
          }
        }
      }
    }
  }

  @Test
  void ofTwoDevicesThatDifferExactlyOneHasToMove() {
    for (int i = 0; i < CASES; i++) {
      List<Entry> all = new Versions(SEED + i).some();
      for (Entry a : all) {
        for (Entry b : all) {
          if (!Resolution.same(a, b)) {
            boolean aMoves = !(Planner.decide(Optional.of(a), List.of(b)) instanceof Action.Keep);
            boolean bMoves = !(Planner.decide(Optional.of(b), List.of(a)) instanceof Action.Keep);
            assertThat(aMoves ^ bMoves).as("-Dbothways.seed=" + (SEED + i)).isTrue();
          }
        }
      }
    }
  }

  private static FileEntry file(int content, Map<Long, Long> vector, long hlc, long actor) {
    return new FileEntry(
        RelPath.of("dir/letter.txt"),
        new Version(VersionVector.of(vector), hlc, actor),
        1,
        1_700_000_000_000_000_000L,
        false,
        Versions.content(content),
        Optional.empty());
  }

  @Test
  void anEditBeatsALaterDeletionElsewhere() {
    Entry edit = file(1, Map.of(1L, 2L), 10, 1);
    var deletion =
        new Tombstone(
            edit.path(),
            new Version(VersionVector.of(Map.of(1L, 1L, 2L, 1L)), 20, 2),
            Optional.of(Versions.content(0)));
    assertThat(Planner.decide(Optional.of(edit), List.of(deletion)))
        .isEqualTo(new Action.Republish(edit, Reason.EDIT_BEATS_DELETION));
    assertThat(Planner.decide(Optional.of(deletion), List.of(edit)))
        .isInstanceOf(Action.Keep.class);
  }

  /** Two people delete a file; only one of them had seen its last version. */
  @Test
  void whatWasHeldAgainstOneDeletionStillGoesByTheOtherThatHadSeenIt() {
    VersionVector written = VersionVector.of(Map.of(1L, 2L));
    Entry again = file(1, Map.of(), 10, 1).withVersion(new Version(written.echo(3, 4), 30, 1));
    Optional<ContentId> content = again.content();
    var seen = new Tombstone(again.path(), new Version(written.plus(2), 20, 2), content);
    var notSeen =
        new Tombstone(
            again.path(), new Version(VersionVector.of(Map.of(1L, 1L, 4L, 1L)), 40, 4), content);
    assertThat(Planner.decide(Optional.of(again), List.of(seen)))
        .isEqualTo(new Action.Take(seen, Optional.empty(), Reason.THEIRS_IS_NEWER));
    assertThat(Planner.decide(Optional.of(seen), List.of(again))).isInstanceOf(Action.Keep.class);
    assertThat(Planner.decide(Optional.of(again), List.of(notSeen)))
        .isInstanceOf(Action.Republish.class);
  }

  /** Otherwise this device would say its version again without end, until those two have met. */
  @Test
  void whatSomebodyMadeFromMineStandsAgainstADeletionThatHadSeenNeither() {
    Entry here = file(1, Map.of(1L, 2L), 10, 1);
    Entry later = file(2, Map.of(1L, 2L, 2L, 1L), 20, 2);
    Optional<ContentId> content = here.content();
    var deletion =
        new Tombstone(
            here.path(),
            new Version(VersionVector.of(Map.of(1L, 1L, 3L, 1L)), 30, 3),
            Optional.empty());
    var seen =
        new Tombstone(
            here.path(), new Version(VersionVector.of(Map.of(1L, 2L, 4L, 1L)), 25, 4), content);
    assertThat(Planner.decide(Optional.of(here), List.of(deletion, later)))
        .isEqualTo(new Action.Take(later, Optional.empty(), Reason.THEIRS_IS_NEWER));
    assertThat(Planner.decide(Optional.of(here), List.of(deletion, seen)))
        .isInstanceOfSatisfying(
            Action.Take.class, take -> assertThat(take.entry()).isInstanceOf(Tombstone.class));
  }

  @Test
  void theLoserOfAConflictIsKeptUnderANameThatAllDevicesFind() {
    Entry mine = file(1, Map.of(1L, 1L), 10, 1);
    Entry theirs = file(2, Map.of(2L, 1L), 20, 2);
    assertThat(Planner.decide(Optional.of(mine), List.of(theirs)))
        .isEqualTo(new Action.Take(theirs, Optional.of(mine), Reason.CONFLICT_THEIRS_HOLDS));
    assertThat(ConflictName.of(mine, "Anna's PC", 1))
        .hasToString("dir/letter (conflict, Anna's PC, 2023-11-14 22-13 UTC).txt");
    assertThat(ConflictName.of(mine, "a/b:c", 2))
        .hasToString("dir/letter (conflict, a b c, 2023-11-14 22-13 UTC)-2.txt");
  }

  @Test
  void aConflictNameFitsEvenWhenTheNameIsLong() {
    var long_ = RelPath.of("é".repeat(127));
    var entry =
        new Tombstone(long_, new Version(VersionVector.EMPTY.plus(1), 0, 1), Optional.empty());
    assertThat(
            ConflictName.of(entry, "x".repeat(200), 12)
                .name()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(255);
  }

  @Test
  void whatWasMadeFromContentFoundHereNeedsNoCopyOfIt() {
    FileEntry mine = file(1, Map.of(1L, 1L), 0, 1);
    var theirs =
        new FileEntry(
            mine.path(),
            new Version(VersionVector.of(Map.of(2L, 1L)), 20, 2),
            1,
            5,
            false,
            Versions.content(2),
            Optional.of(mine.contentId()));
    assertThat(Planner.decide(Optional.of(mine), List.of(theirs)))
        .isEqualTo(new Action.Take(theirs, Optional.empty(), Reason.MADE_FROM_MINE));
  }

  /**
   * Somebody replaces a file, and before that is known here a person puts just its former content
   * there, from another name, which is gone since: it may be the last copy ({@code moved} 22941).
   */
  @Test
  void whatAPersonPutHereIsKeptThoughItWasReplacedElsewhere() {
    FileEntry mine = file(1, Map.of(1L, 1L), 10, 1);
    Entry theirs =
        file(2, Map.of(), 20, 2)
            .madeFrom(mine.content())
            .withVersion(new Version(VersionVector.of(Map.of(2L, 1L)), 20, 2));
    assertThat(Planner.decide(Optional.of(mine), List.of(theirs)))
        .isEqualTo(new Action.Take(theirs, Optional.of(mine), Reason.CONFLICT_THEIRS_HOLDS));
  }

  /**
   * Seed 50667793655876 of {@code DamagedDatabaseTest}: somebody deletes a file, and before that is
   * seen another device, whose database is lost, finds its own copy of it.
   */
  @Test
  void whatANewDatabaseFoundAsOthersHaveItDoesNotOutliveItsDeletion() {
    RelPath path = RelPath.of("a");
    ContentId content = ContentId.of(new byte[32]);
    Entry theirs = file(path, VersionVector.EMPTY.plus(1, 5), 100, 1, content);
    Entry found = file(path, VersionVector.EMPTY.plus(2, 1), 0, 2, content);
    var adopted = (Action.Adopt) Planner.decide(Optional.of(found), List.of(theirs));
    assertThat(adopted.entry()).isEqualTo(theirs);
    var gone =
        new Tombstone(
            path, new Version(VersionVector.EMPTY.plus(1, 6), 101, 1), Optional.of(content));
    for (Entry here : List.of(found, adopted.entry())) {
      assertThat(Planner.decide(Optional.of(here), List.of(gone)))
          .isInstanceOfSatisfying(
              Action.Take.class, take -> assertThat(take.entry()).isEqualTo(gone));
    }
    assertThat(Planner.decide(Optional.of(theirs), List.of(found)))
        .as("and whoever has a version of it keeps that")
        .isInstanceOf(Action.Keep.class);
  }

  private static Entry file(
      RelPath path, VersionVector vector, long hlc, long actor, ContentId content) {
    return new FileEntry(
        path, new Version(vector, hlc, actor), 7, 0, false, content, Optional.empty());
  }
}
