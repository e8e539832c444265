package app.bothways.sync.apply;

import app.bothways.sync.fs.Dir;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes names that have become free on to what waits for them under a name of ours, on disks that
 * do not tell case apart, as after a rename that changes case only. To all devices what is renamed
 * so is called the same before and after, so nothing is told of it, nothing depends on it, and what
 * a crash leaves undone is as good: where what is gone had its name, it is called so from then on
 * with this or without, and the next look tells that. Not thread-safe.
 */
final class FreedNames {
  private static final Logger LOG = LoggerFactory.getLogger(FreedNames.class);
  private static final int MOST = 1_000;
  private static final int TRIES = 6;

  private final Workplace workplace;

  /** What is to be tried again, and how often. */
  private final Map<RelPath, Integer> again = new LinkedHashMap<>();

  FreedNames(Workplace workplace) {
    this.workplace = workplace;
  }

  /**
   * @param dir where {@code freed} was
   * @return whether something has another name on the disk now
   */
  boolean pass(Dir dir, RelPath freed) {
    try {
      return tried(dir, freed);
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException inTheWay) {
      // RACE: a person was faster, or has it open on Windows; or it is a disk behind a program
      // (FUSE), where the system goes on seeing the old file under every spelling for a second.
      LOG.debug("the name of {} stays free for now", freed, inTheWay);
      if (again.size() < MOST) {
        again.put(freed, TRIES);
      }
      return false;
    }
  }

  private boolean tried(Dir dir, RelPath freed) throws IOException {
    var twin = dir.twinFor(freed.name());
    if (twin.isPresent()) {
      workplace.fs().publish(twin.get().here(), twin.get().plain());
    }
    return twin.isPresent();
  }

  /** Tries once more what somebody stood in the way of. */
  void passAgain() {
    for (var one : Map.copyOf(again).entrySet()) {
      RelPath freed = one.getKey();
      try (Dir dir = workplace.root().parentOf(freed)) {
        tried(dir, freed);
        again.remove(freed);
      } catch (NoSuchFileException gone) {
        again.remove(freed);
      } catch (IOException inTheWay) {
        again.computeIfPresent(freed, (path, left) -> left > 1 ? left - 1 : null);
      }
    }
  }
}
