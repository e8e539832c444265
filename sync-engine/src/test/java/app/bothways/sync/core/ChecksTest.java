package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Step;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each check of the simulation finds what it is for: a cluster at rest is damaged by hand. */
class ChecksTest {
  private static final RelPath NOTE = RelPath.of("note");
  private static final RelPath OTHER = RelPath.of("other");
  private static final long TIME = 4_000_000_000L;

  private final Sim sim = new Sim(new Scenario(1, 2, List.of()));
  private final Rest rest = new Rest(sim);
  private final SimDevice anna = sim.devices.get(0);
  private final SimDevice bert = sim.devices.get(1);
  private String text = "";
  private long token;

  @BeforeEach
  void twoDevicesRestWithOneFile() {
    sim.storm();
    text = write(NOTE);
    anna.disk.put(NOTE, 'f', text, false, TIME);
    token = sim.mendAndSettle();
    assertThatCode(() -> rest.holds(token)).doesNotThrowAnyException();
    assertThatCode(rest::stay).doesNotThrowAnyException();
  }

  private String write(RelPath path) {
    String written = sim.oracle.newText(path);
    sim.oracle.wrote(path);
    sim.oracle.madeBy(written, anna);
    return written;
  }

  private void bothHave(RelPath path, String content) {
    sim.devices.forEach(d -> d.disk.put(path, 'f', content, false, TIME));
  }

  private static void finds(String invariant, ThrowingCallable check) {
    assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining(invariant);
  }

  @Test
  void treesThatDiffer() {
    bert.disk.put(OTHER, 'f', text, false, TIME);
    finds("I1:", () -> rest.holds(token));
  }

  @Test
  void aTimeThatDiffers() {
    bert.disk.change(NOTE, text, false, TIME * 2);
    finds("I1:", () -> rest.holds(token));
  }

  @Test
  void anUpdateThatIsNowhere() {
    write(OTHER);
    finds("I2:", () -> rest.holds(token));
  }

  @Test
  void contentThatNobodyWrote() {
    bothHave(OTHER, "half of text1, half of text2");
    finds("I3:", () -> rest.holds(token));
  }

  @Test
  void aDeletionThatNobodyWanted() {
    sim.watch();
    finds("I4:", () -> anna.disk.apply(remove(NOTE)));
  }

  private Step remove(RelPath path) {
    return new Step.Remove(path, anna.disk.look(path).orElseThrow());
  }

  @Test
  void aFileThatWentToAnotherNameByItself() {
    sim.devices.forEach(d -> d.disk.rename(NOTE, OTHER));
    finds("I4:", () -> rest.holds(token));
  }

  @Test
  void whatWasGoneEverywhereAndIsBack() {
    sim.devices.forEach(d -> d.disk.tree.remove(NOTE));
    sim.oracle.unwanted(text);
    sim.oracle.bury(sim.devices);
    bothHave(NOTE, text);
    finds("I5:", () -> sim.oracle.check(anna));
  }

  @Test
  void whatWasDeletedAndStays() {
    sim.oracle.unwanted(text);
    finds("I5:", () -> rest.holds(token));
  }

  @Test
  void aCopyTooMany() {
    bothHave(RelPath.of("note (conflict, dev0, 2026-01-01 00-00 UTC)"), text);
    finds("I6:", () -> rest.holds(token));
  }

  @Test
  void anOlderContentThatHoldsOverWhatWasMadeFromIt() {
    String newer = write(NOTE);
    sim.oracle.replaced(text, newer);
    sim.oracle.unwanted(text);
    bothHave(RelPath.of("note (conflict, dev0, 2026-01-01 00-00 UTC)"), newer);
    finds("I6:", () -> sim.oracle.noneInvented(anna));
  }

  @Test
  void aConflictBetweenAContentAndWhatWasMadeFromIt() {
    String newer = write(NOTE);
    sim.oracle.replaced(text, newer);
    bothHave(NOTE, newer);
    bothHave(RelPath.of("note (conflict, dev0, 2026-01-01 00-00 UTC)"), text);
    finds("I6:", () -> sim.oracle.noneInvented(anna));
  }

  @Test
  void aClusterThatNeverRests() {
    Runnable[] again = new Runnable[1];
    again[0] = () -> anna.loose.add(again[0]);
    anna.loose.add(again[0]);
    finds("I8:", sim::settle);
  }

  @Test
  void arrivalsThatMakeVersions() {
    Row row = anna.index.row(NOTE).orElseThrow();
    sim.devices.forEach(
        d -> {
          d.tasks.add(
              () -> d.index.put(new Row(row.entry(), d.disk.look(NOTE), d.index.lastSeq() + 1)));
        });
    finds("I8:", rest::stay);
  }

  @Test
  void wordsAtRest() {
    anna.tasks.add(() -> sim.send(anna, bert.id, new Message.Again(0)));
    finds("I8:", rest::stay);
  }

  @Test
  void anIndexThatSaysWhatIsNotOnTheDisk() {
    bothHave(OTHER, text);
    sim.oracle.touched(text);
    sim.oracle.acted(NOTE);
    sim.devices.forEach(d -> d.disk.tree.remove(NOTE));
    finds("I10:", () -> rest.holds(token));
  }

  @Test
  void indexesThatDiffer() {
    Row row = anna.index.row(NOTE).orElseThrow();
    var version = new Version(row.entry().version().vector().plus(99), 1L << 60, 99);
    anna.index.put(
        new Row(row.entry().withVersion(version), row.observed(), anna.index.lastSeq() + 1));
    finds("I11:", () -> rest.holds(token));
  }

  @Test
  void aSequenceThatIsIssuedTwice() {
    Row row = anna.index.row(NOTE).orElseThrow();
    var entry =
        new FileEntry(
            OTHER,
            new Version(VersionVector.EMPTY.plus(7), 1L << 60, 7),
            1,
            TIME,
            false,
            SimDisk.hash("x"),
            Optional.empty());
    finds("I11:", () -> anna.index.put(new Row(entry, row.observed(), row.seq())));
  }

  @Test
  void aVersionThatIsFollowedByAnOlderOne() {
    Row row = anna.index.row(NOTE).orElseThrow();
    var older = new Version(VersionVector.EMPTY, 1L << 50, 7);
    finds(
        "I12:",
        () ->
            anna.index.put(new Row(row.entry().withVersion(older), row.observed(), row.seq() + 1)));
  }

  @Test
  void anErrorThatStays() {
    SyncError error = anna.disk.fullError(NOTE);
    anna.give(new Event.Found(List.of(new Finding.Unknown(NOTE, error))));
    finds("I19:", () -> rest.holds(token));
    anna.give(new Event.LookAt(Set.of()));
    sim.settle();
    assertThatCode(() -> rest.holds(token)).doesNotThrowAnyException();
  }
}
