package app.bothways.sync.core;

import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.plan.Action;
import app.bothways.sync.plan.Reason;
import java.util.Optional;

/** Where changes go one way, one name can be in the way of another. */
record InTheWay(Work work) {
  /** Where a change that stays here took the place of a directory, nothing can come into it. */
  Action inPlace(Action action) {
    if (!(action instanceof Action.Take take) || take.entry() instanceof Tombstone) {
      return action;
    }
    for (Optional<RelPath> up = action.path().parent(); up.isPresent(); up = up.get().parent()) {
      Optional<Row> row = work.index().row(up.get()).filter(r -> r.observed().isPresent());
      if (row.filter(r -> r.entry().version().isLocal() && !(r.entry() instanceof DirEntry))
          .isPresent()) {
        return new Action.Leave(take.entry(), Reason.LOCAL_CHANGE);
      }
    }
    return action;
  }

  /**
   * Elsewhere something else took the name of a directory that holds what others shall have of this
   * device: without the directory they could not.
   */
  boolean mustStayDir(Optional<Row> mine, Action.Leave leave) {
    boolean otherKind = leave.theirs() instanceof FileEntry || leave.theirs() instanceof LinkEntry;
    return otherKind
        && work.policy().publishes()
        && mine.filter(r -> r.entry() instanceof DirEntry && holdsForOthers(leave.path()))
            .isPresent();
  }

  /**
   * Something lives in a directory that others have taken away, or have put something else in the
   * place of: it stays, and they are told. Where this device only receives they are not, and could
   * put nowhere what is in it: so all that becomes this device's own.
   */
  void stayDir(Row directory) {
    work.maker().republish(directory);
    if (!work.policy().publishes()) {
      stayHere(directory.entry().path());
    }
  }

  private void stayHere(RelPath directory) {
    for (Row row : work.index().live(Optional.of(directory), Integer.MAX_VALUE)) {
      if (row.isPublished()) {
        Version own = row.entry().version().localAs(Version.LOCAL_NEW);
        work.maker().put(row.entry().withVersion(own), row.observed());
      }
      if (row.entry() instanceof DirEntry) {
        stayHere(row.entry().path());
      }
    }
  }

  private boolean holdsForOthers(RelPath directory) {
    return work.index().live(Optional.of(directory), Integer.MAX_VALUE).stream()
        .map(r -> r.entry().path())
        .anyMatch(p -> work.index().remotes(p).isEmpty() || holdsForOthers(p));
  }
}
