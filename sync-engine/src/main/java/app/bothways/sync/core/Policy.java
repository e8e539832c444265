package app.bothways.sync.core;

import app.bothways.sync.FolderMode;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.plan.Action;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of the folder takes part on this device, and which way changes go here. Also remembers what
 * the last rounds have left as it is because of that, so that it counts as known and not as needed.
 */
final class Policy {
  private FolderMode mode = FolderMode.TWO_WAY;
  private IgnoreRules rules = IgnoreRules.NONE;
  private List<SyncError> faults = List.of();
  private final Map<RelPath, Action.Leave> left = new TreeMap<>();
  private final Set<RelPath> blocked = new HashSet<>();

  FolderMode mode() {
    return mode;
  }

  void mode(FolderMode now) {
    mode = now;
    left.clear();
  }

  boolean publishes() {
    return mode != FolderMode.RECEIVE_ONLY;
  }

  IgnoreRules rules() {
    return rules;
  }

  void rules(IgnoreRules now, List<SyncError> wrong) {
    rules = now;
    faults = wrong;
  }

  List<SyncError> faults() {
    return faults;
  }

  /** Whether everything takes part and goes both ways. */
  boolean isWhole() {
    return mode == FolderMode.TWO_WAY && rules.rules().isEmpty();
  }

  /**
   * Whether a name takes no part. A directory that is ignored itself takes part for the sake of
   * what it holds, once it is known here.
   */
  boolean excludes(RelPath path, Optional<Row> mine) {
    if (!rules.ignores(path)) {
      return false;
    }
    boolean dirHere = mine.filter(r -> r.entry() instanceof DirEntry).isPresent();
    return !dirHere || !rules.mayHoldIncluded(path);
  }

  /** The same of what a scan found; a directory comes to take part by what was found in it. */
  boolean excludes(Finding finding, Index index) {
    RelPath path = finding.path();
    boolean carries =
        finding instanceof Finding.Present present
            && present.observed() instanceof Observed.Dir
            && rules.mayHoldIncluded(path)
            && !index.live(Optional.of(path), 1).isEmpty();
    return !carries && excludes(path, index.row(path));
  }

  /** Whether it, or a directory above it, is ignored itself; it may be included nevertheless. */
  boolean isBelowIgnored(RelPath path) {
    for (Optional<RelPath> up = Optional.of(path); up.isPresent(); up = up.get().parent()) {
      if (rules.ignores(up.get())) {
        return true;
      }
    }
    return false;
  }

  /** It cannot be brought here until something has changed on this disk. */
  void block(Action.Leave action) {
    blocked.add(action.path());
    leave(action);
  }

  boolean isBlocked(RelPath path) {
    return blocked.contains(path);
  }

  /** The disk was looked at again. */
  void unblock() {
    blocked.clear();
  }

  void leave(Action.Leave action) {
    left.put(action.path(), action);
  }

  void settled(RelPath path) {
    left.remove(path);
  }

  /** Names that others have otherwise than this device, and that stay so. */
  Map<RelPath, Action.Leave> left() {
    return left;
  }

  Index.Need without(Index.Need all) {
    long bytes = left.values().stream().mapToLong(a -> size(a.theirs())).sum();
    return left.isEmpty()
        ? all
        : new Index.Need(Math.max(0, all.items() - left.size()), Math.max(0, all.bytes() - bytes));
  }

  private static long size(Entry entry) {
    return entry instanceof FileEntry file ? file.size() : 0;
  }
}
