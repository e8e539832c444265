package app.bothways.sync.core;

import app.bothways.sync.Deleted;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a scan finds gone is kept until the scan has ended: then it is known what only moved. When
 * too much is gone, nothing is told to anybody before a person has confirmed it; if the files come
 * back, the next scan lets go by itself. Nothing of this is stored: after a restart the same files
 * are found gone again.
 */
final class Vanished {
  private static final long WINDOW_MILLIS = 60_000;

  private record Batch(long at, long files) {}

  private final Index index;
  private final Looker looker;
  private final MovedOnto movedOnto;
  private final MovedBits movedBits;
  private final WantedBack wanted;
  private final Breaker breaker;
  private final List<RelPath> gone = new ArrayList<>();
  private final Set<RelPath> unconfirmed = new HashSet<>();
  private final Map<ContentId, Integer> fresh = new HashMap<>();
  private final Deque<Batch> lately = new ArrayDeque<>();
  private Optional<SyncError> held = Optional.empty();
  private Optional<Deleted> decided = Optional.empty();

  Vanished(
      Index index,
      Looker looker,
      MovedOnto movedOnto,
      MovedBits movedBits,
      WantedBack wanted,
      Breaker breaker) {
    this.index = index;
    this.looker = looker;
    this.movedOnto = movedOnto;
    this.movedBits = movedBits;
    this.wanted = wanted;
    this.breaker = breaker;
  }

  void scanBegins() {
    gone.clear();
    fresh.clear();
    movedOnto.scanBegins();
    movedBits.scanBegins();
  }

  void gone(RelPath path) {
    gone.add(path);
  }

  /** To be called before the finding is looked at; true when that is not to be done. */
  boolean present(Finding.Present finding) {
    unconfirmed.remove(finding.path());
    if (finding.observed() instanceof Observed.File file
        && index.row(finding.path()).filter(r -> r.observed().isPresent()).isEmpty()) {
      fresh.merge(file.content(), 1, Integer::sum);
      movedBits.present(finding);
    }
    return movedOnto.takes(finding);
  }

  /** What a person says of what is held; holds for the next whole scan. */
  void decide(Deleted deleted) {
    decided = held.map(_ -> deleted);
  }

  /**
   * Buries what is gone, unless it is too much.
   *
   * @return whether others must be asked for all they have, because something is wanted back
   */
  boolean scanEnded(boolean whole, long now) {
    long files = deletedFiles();
    lately.removeIf(b -> now - b.at() > WINDOW_MILLIS);
    long recent = lately.stream().mapToLong(Batch::files).sum();
    long before = index.totals().files() + recent;
    boolean trips = breaker.trips(files + recent, before) && files > 0;
    boolean back = decided.filter(d -> d == Deleted.BY_MISTAKE).isPresent() && !gone.isEmpty();
    if (decided.isEmpty() && (trips || held.isPresent() && !whole)) {
      held = trips ? Optional.of(error(files)) : held;
      if (whole) {
        unconfirmed.clear();
      }
      unconfirmed.addAll(gone);
      // What was moved holds at once: until a person has decided about the old names, others may
      // overwrite it, taking it for what it was. It is compared with everything when all may go.
      movedOnto.scanEnded(false, gone);
    } else {
      unconfirmed.clear();
      movedOnto.scanEnded(whole, gone);
      movedBits.scanEnded(gone);
      gone.forEach(back ? wanted::fromOthers : looker::gone);
      lately.add(new Batch(now, files));
      held = whole ? Optional.empty() : held;
    }
    if (whole && decided.isPresent()) {
      decided = Optional.empty();
      lately.clear();
    }
    scanBegins();
    return back;
  }

  /**
   * Whether a person has yet to confirm that this name, or a directory that held it, is gone. What
   * others say of it waits as well: were their version taken over before, the deletion would
   * contain it, though nobody here had seen it.
   */
  boolean isUnconfirmed(RelPath path) {
    for (Optional<RelPath> up = Optional.of(path); up.isPresent(); up = up.get().parent()) {
      if (unconfirmed.contains(up.get())) {
        return true;
      }
    }
    return false;
  }

  private long deletedFiles() {
    long files = 0;
    var moved = new HashMap<>(fresh);
    for (RelPath path : gone) {
      Optional<ContentId> content =
          index.row(path).filter(r -> r.observed().isPresent()).flatMap(r -> r.entry().content());
      if (content.isPresent() && moved.merge(content.get(), -1, Integer::sum) < 0) {
        files++;
      }
    }
    return files;
  }

  private static SyncError error(long files) {
    return new SyncError(
        ErrorCode.MANY_DELETED,
        "",
        files + " files are gone from this folder at once; no other device has been told.",
        "Put them back, or confirm the deletion: bothways folder confirm FOLDER;"
            + " --undo fetches them from other devices again.");
  }

  Optional<SyncError> held() {
    return held;
  }
}
