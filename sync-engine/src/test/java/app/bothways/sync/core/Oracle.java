package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import app.bothways.sync.plan.ConflictName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people did, and what therefore must be true at rest: every text is written once by somebody;
 * whoever replaces or deletes it, having it on the own disk, wants it gone.
 */
final class Oracle {
  private final Map<String, RelPath> written = new HashMap<>();
  private final Map<String, SimDevice> authors = new HashMap<>();
  private final Map<String, String> madeFrom = new HashMap<>();
  private final Set<String> unwanted = new HashSet<>();
  private final Set<String> touched = new HashSet<>();
  private final Set<String> dead = new HashSet<>();
  private final Set<String> underWay = new HashSet<>();
  private final Map<RelPath, Integer> writes = new HashMap<>();
  private final Set<RelPath> dirs = new HashSet<>();
  private final Set<RelPath> others = new HashSet<>();
  private int texts;

  String newText(RelPath path) {
    String text = "text" + ++texts;
    written.put(text, path);
    return text;
  }

  void madeBy(String text, SimDevice device) {
    authors.put(text, device);
  }

  SimDevice maker(String text) {
    return authors.get(text);
  }

  /** What somebody wrote, nobody wanted gone, and is not among {@code here}. */
  Set<String> lost(Set<String> here) {
    var lost = new HashSet<>(written.keySet());
    lost.removeAll(unwanted);
    lost.removeAll(here);
    return lost;
  }

  /** An engine deletes the last of a text that is nowhere else under another name. */
  void deletedByEngine(RelPath path, String text) {
    assertThat(unwanted.contains(text) || touched.contains(text))
        .as("I4: %s at %s is deleted, which nobody wanted", text, path)
        .isTrue();
  }

  /** Somebody wrote {@code now} where he saw {@code before}. */
  void replaced(String before, String now) {
    madeFrom.put(now, before);
  }

  void wrote(RelPath path) {
    writes.merge(path, 1, Integer::sum);
  }

  void madeDir(RelPath path) {
    dirs.add(path);
  }

  /** A person changed what stands at {@code path} in another way than by writing a file. */
  void acted(RelPath path) {
    others.add(path);
  }

  /**
   * A device that cannot look at one of two equal files has to take the deletion of the other one
   * for a move onto it ({@link MovedUnseen}), and holds what it cannot see.
   */
  void heldUnseen(SimDevice device) {
    device.disk.tree.forEach(
        (path, thing) -> {
          boolean blind =
              device.disk.bad.stream().anyMatch(bad -> bad.equals(path) || path.isBelow(bad));
          if (blind && unwanted.contains(thing.text())) {
            acted(path);
          }
        });
  }

  /** A person saw this text go, and wanted it so. */
  void unwanted(String text) {
    unwanted.add(text);
  }

  /** A person did something to this text that keeps it, maybe while another one deleted it. */
  void touched(String text) {
    touched.add(text);
  }

  void check(SimDevice device) {
    Set<String> here = device.texts().keySet();
    assertThat(lost(here)).as("I2: no update is lost").isEmpty();
    assertThat(written.keySet()).as("I3: nothing is invented").containsAll(here);
    var back = new HashSet<>(dead);
    back.retainAll(here);
    assertThat(back).as("I5: what was gone everywhere stays gone").isEmpty();
    written.forEach((text, path) -> untouchedStays(device, text, path));
  }

  /** To be asked where nobody kept anything from somebody else. */
  void deletedIsGone(SimDevice device) {
    var stays = new HashSet<>(device.texts().keySet());
    stays.retainAll(unwanted);
    stays.removeAll(touched);
    assertThat(stays).as("I5: what was deleted goes").isEmpty();
  }

  /**
   * To be asked when at most one database was lost. What a device found that has forgotten
   * everything wins over nothing that was made from it, and is no conflict with what was made from
   * just that, if all had that when the database was lost. What nobody else had yet is as old as
   * the rest to a new database.
   */
  void noneInvented(SimDevice device) {
    device.disk.tree.forEach(
        (path, copy) -> {
          RelPath original = written.get(copy.text());
          SimDisk.Thing holds = original == null ? null : device.disk.tree.get(original);
          boolean filed =
              copy.kind() == 'f' && ConflictName.originalOf(path).equals(Optional.of(original));
          if (filed && holds != null && holds.kind() == 'f' && !others.contains(original)) {
            assertThat(isOlder(holds.text(), copy.text()))
                .as("I6: %s holds at %s over %s, made from it", holds, original, copy)
                .isFalse();
            boolean madeFrom =
                isChain(original, holds.text()) && isMadeFrom(copy.text(), holds.text());
            boolean under = underWay.contains(copy.text()) || underWay.contains(holds.text());
            assertThat(madeFrom && !under)
                .as("I6: %s was made from just what is filed as a conflict", holds)
                .isFalse();
          }
        });
  }

  /** Not all other devices had this yet when its maker lost its database. */
  void underWay(String text) {
    underWay.add(text);
  }

  /** Whether all that was written there came one after the other, up to what holds now. */
  private boolean isChain(RelPath path, String now) {
    long before = 0;
    for (String at = madeFrom.get(now); at != null; at = madeFrom.get(at)) {
      before++;
    }
    return before + 1 == writes.get(path);
  }

  private boolean isMadeFrom(String before, String now) {
    return before.equals(madeFrom.get(now)) && authors.get(now).reopened == 0;
  }

  /** Whether {@code now} was made from {@code before}, all on devices that forgot nothing. */
  private boolean isOlder(String before, String now) {
    for (String at = now; at != null && authors.get(at).reopened == 0; at = madeFrom.get(at)) {
      if (isMadeFrom(before, at)) {
        return true;
      }
    }
    return false;
  }

  void noDoubles(SimDevice device) {
    device.texts().forEach(this::isThereOnce);
  }

  private void untouchedStays(SimDevice device, String text, RelPath path) {
    boolean alone =
        !unwanted.contains(text)
            && writes.get(path) == 1
            && !others.contains(path)
            && !dirs.contains(path);
    for (var up = path.parent(); up.isPresent(); up = up.get().parent()) {
      alone &= !others.contains(up.get()) && !writes.containsKey(up.get());
    }
    if (alone) {
      SimDisk.Thing thing = device.disk.tree.get(path);
      assertThat(thing == null ? "nothing" : thing.text())
          .as("I4: nobody touched " + path)
          .isEqualTo(text);
    }
  }

  private void isThereOnce(String text, int times) {
    RelPath path = written.get(text);
    if (!touched.contains(text) && !others.contains(path) && !dirs.contains(path)) {
      assertThat(times).as("I6: " + text + " is there more than once").isEqualTo(1);
    }
  }

  /** Everything is at rest and equal: what is nowhere now must never come back. */
  void bury(Collection<SimDevice> devices) {
    dead.addAll(written.keySet());
    devices.forEach(d -> dead.removeAll(d.texts().keySet()));
  }
}
