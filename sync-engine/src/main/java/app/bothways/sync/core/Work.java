package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.plan.Action;
import app.bothways.sync.plan.Planner;
import app.bothways.sync.plan.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the parts of a round share: the index, where effects go, and how an item ends. */
record Work(
    Index index,
    Maker maker,
    Members members,
    Troubles troubles,
    Policy policy,
    Deletions deletions,
    Consumer<Effect> out,
    Consumer<Set<RelPath>> lookAgain) {

  void emit(Effect effect) {
    out.accept(effect);
  }

  /** Whether it is, as far as is known here, a directory; the root always is. */
  boolean isLiveDir(Optional<RelPath> path) {
    return path.isEmpty()
        || index.row(path.get()).filter(r -> r.entry() instanceof DirEntry).isPresent();
  }

  /** Whether others still want of this device what the item is for. */
  boolean isStillWanted(Item item) {
    List<Entry> theirs = index.theirs(item.path());
    if (theirs.isEmpty()) {
      return false;
    }
    return switch (Planner.decide(item.mine.map(Row::entry), theirs, policy.mode())) {
      case Action.Take take -> take.entry().equals(item.entry);
      case Action.Adopt adopt -> adopt.entry().equals(item.entry);
      case Action.Keep _, Action.Leave _, Action.Republish _, Action.StayLocal _ -> false;
    };
  }

  /** The item leaves the round; it is tried again after a while. */
  void drop(Item item, Optional<SyncError> error) {
    if (error.isEmpty() && policy.isBelowIgnored(item.path())) {
      // Something ignored, which is not looked at, has the name of a directory that is needed.
      policy.block(new Action.Leave(item.entry, Reason.IGNORED_IN_THE_WAY));
      item.over = true;
      return;
    }
    item.over = true;
    troubles.add(item.path(), error, maker.now());
    lookAgain.accept(Set.of(item.path()));
  }

  /** Something else must come first; nothing is wrong with the disk. */
  void defer(RelPath path) {
    troubles.add(path, Optional.empty(), maker.now());
  }

  void over(Item item) {
    item.over = true;
  }

  /**
   * What this device itself took away, to put something else there, is nobody's deletion, though
   * the other thing did not come: see {@link TakenBack}.
   */
  private void letYieldIf(boolean tookAway, Item item) {
    if (tookAway && item.isHere()) {
      var nobodys = new Tombstone(item.path(), Version.nobodys(index.actor()), item.contentHere());
      index.put(new Row(nobodys, Optional.empty(), index.lastSeq() + 1));
      members.basis().shifts();
    }
  }

  /** Writes what became of an item; true when it is as it should be. */
  boolean finish(Item item, List<StepResult> results) {
    boolean tookAway = false;
    for (StepResult result : results) {
      switch (result) {
        case StepResult.Done done -> {
          lookAgain.accept(Set.copyOf(done.rescued()));
          tookAway |= done.now().isEmpty();
        }
        case StepResult.Stale stale -> {
          letYieldIf(tookAway, item);
          if (!policy.isBelowIgnored(item.path())) {
            lookAgain.accept(Set.of(stale.path()));
          }
          drop(item, Optional.empty());
          return false;
        }
        case StepResult.Failed failed -> {
          letYieldIf(tookAway, item);
          drop(item, Optional.of(failed.error()));
          return false;
        }
      }
    }
    Optional<Observed> now = ((StepResult.Done) results.getLast()).now();
    item.over = true;
    item.moved.ifPresent(
        source -> {
          source.over = true;
          maker.put(source.entry, Optional.empty());
        });
    if (item.entry instanceof FileEntry && !item.onlyAdopts()) {
      index.remotes(item.path()).stream()
          .filter(r -> r.entry().content().equals(item.entry.content()))
          .findFirst()
          .ifPresent(r -> out.accept(new Effect.Received(item.path(), r.device())));
    }
    maker.put(item.entry, now);
    boolean carried = !item.makesDir() && item.dirIsHere() && policy.rules().ignores(item.path());
    if (carried && !item.isDeletion()) {
      // It took part as a directory, for what was in it; as what it is now it is ignored.
      index.row(item.path()).ifPresent(maker::hold);
    }
    troubles.clear(item.path());
    return true;
  }
}
