package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.plan.Action;
import app.bothways.sync.plan.Planner;
import app.bothways.sync.plan.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one round has to do, by kind: decided once, when the round begins. */
final class Gathered {
  private static final int PAGE = 2000;
  private static final int MOST_ITEMS = 32_768;

  /** Directories to make, parents first. */
  final TreeMap<RelPath, Item> dirs = new TreeMap<>();

  final Deque<Item> files = new ArrayDeque<>();
  final Deque<Item> deletes = new ArrayDeque<>();

  /** Directories to take away or to put something else in place of, deepest first. */
  final TreeMap<RelPath, Item> trees = new TreeMap<>(Comparator.reverseOrder());

  private final Work work;
  private final Asides asides;
  private final InTheWay ways;
  private final LostHere lostHere;

  Gathered(Work work, Asides asides) {
    this.work = work;
    this.asides = asides;
    this.ways = new InTheWay(work);
    this.lostHere = work.members().lostHere();
  }

  /** Decides about all that is known; what needs nothing but the index is done here. */
  void gather() {
    Optional<RelPath> after = Optional.empty();
    int items = 0;
    work.policy().left().keySet().removeIf(path -> work.index().remotes(path).isEmpty());
    while (items < MOST_ITEMS) {
      List<Remote> page = work.index().remotes(after, PAGE);
      if (page.isEmpty()) {
        break;
      }
      var byPath = new TreeMap<RelPath, List<Entry>>();
      page.forEach(
          r -> byPath.computeIfAbsent(r.entry().path(), _ -> new ArrayList<>()).add(r.entry()));
      after = Optional.of(page.getLast().entry().path());
      long seq = work.index().lastSeq();
      for (var one : byPath.entrySet()) {
        RelPath path = one.getKey();
        if (!work.troubles().waits(path, work.maker().now())) {
          // The page may have cut the last name's list short, and what was written since may have
          // taken from the others'.
          boolean asRead = seq == work.index().lastSeq() && !after.get().equals(path);
          items += decide(path, asRead ? one.getValue() : work.index().theirs(path));
        }
      }
    }
    holdDeletions();
  }

  /** Files that only move to another name are not deleted. */
  private void holdDeletions() {
    Map<ContentId, Integer> moved = new HashMap<>();
    files.forEach(f -> f.entry.content().ifPresent(c -> moved.merge(c, 1, Integer::sum)));
    long gone =
        deletes.stream()
            .flatMap(d -> d.contentHere().stream())
            .filter(c -> moved.merge(c, -1, Integer::sum) < 0)
            .count();
    Deletions.Verdict verdict = work.deletions().about(gone);
    if (verdict == Deletions.Verdict.DELETE) {
      return;
    }
    if (verdict == Deletions.Verdict.KEEP) {
      var kept = new WantedBack(work.index(), work.maker());
      trees.values().stream().filter(Item::isDeletion).forEach(kept::toOthers);
      deletes.forEach(kept::toOthers);
    }
    deletes.clear();
    trees.values().removeIf(Item::isDeletion);
  }

  /** How many items the round became longer by. */
  private int decide(RelPath path, List<Entry> theirs) {
    boolean waits = work.policy().isBlocked(path) || work.deletions().isUnconfirmed(path);
    if (theirs.isEmpty() || waits) {
      return 0;
    }
    Optional<Row> mine = work.index().row(path);
    if (work.policy().excludes(path, mine)) {
      forgetTheirs(path);
      return 0;
    }
    Action decided = Planner.decide(mine.map(Row::entry), theirs, work.policy().mode());
    Optional<Tombstone> former = isBackAfter(decided, mine);
    if (former.isPresent()) {
      work.maker().putBack(mine.orElseThrow(), former.get().version());
      work.policy().settled(path);
      return 1;
    }
    Action action = ways.inPlace(keptIfBack(decided, mine));
    if (action instanceof Action.Leave leave && ways.mustStayDir(mine, leave)) {
      work.maker().republish(mine.orElseThrow());
      return 1;
    }
    if (action instanceof Action.Leave leave) {
      work.policy().leave(leave);
      work.troubles().clear(path);
      return 0;
    }
    work.policy().settled(path);
    begin(path, action, mine);
    return 1;
  }

  /** What this device had replaced by it, before it lost its database, and finds all the same. */
  private Action keptIfBack(Action action, Optional<Row> mine) {
    return action instanceof Action.Take take
            && take.entry() instanceof FileEntry
            && mine.filter(here -> lostHere.isBack(here, take.entry())).isPresent()
        ? new Action.Take(take.entry(), mine.map(Row::entry), Reason.CONFLICT_THEIRS_HOLDS)
        : action;
  }

  /** The same of what it had deleted. */
  private Optional<Tombstone> isBackAfter(Action action, Optional<Row> mine) {
    return action instanceof Action.Take take
            && take.entry() instanceof Tombstone gone
            && mine.filter(here -> lostHere.isBack(here, gone)).isPresent()
        ? Optional.of(gone)
        : Optional.empty();
  }

  private void forgetTheirs(RelPath path) {
    work.index().remotes(path).forEach(r -> work.index().removeRemote(path, r.device()));
    work.troubles().clear(path);
    work.policy().settled(path);
  }

  private void begin(RelPath path, Action action, Optional<Row> mine) {
    switch (action) {
      case Action.Keep _ -> forgetTheirs(path);
      case Action.Leave _ -> {}
      case Action.StayLocal local -> holds(local.mine(), mine.flatMap(Row::observed));
      case Action.Republish again -> {
        if (again.reason() == Reason.EDIT_BEATS_DELETION) {
          work.maker().sayAgain(mine.orElseThrow());
        } else {
          work.maker().republish(mine.orElseThrow());
        }
        work.troubles().clear(path);
      }
      case Action.Adopt adopt -> adopt(new Item(adopt.entry(), mine, Optional.empty()));
      case Action.Take take -> take(new Item(take.entry(), mine, take.aside()));
    }
  }

  /** What needs no step cannot fail any more either. */
  private void holds(Entry entry, Optional<Observed> observed) {
    work.maker().put(entry, observed);
    work.troubles().clear(entry.path());
  }

  /**
   * Only when the disk was looked at again the version of others may be taken over: whoever has
   * deleted the file here, which nobody has noticed yet, had not seen that version.
   */
  private void adopt(Item item) {
    boolean noFile = !item.isHere() || item.dirIsHere();
    if (noFile && Contents.sameMeta(item.entry, item.mine.map(Row::entry))) {
      holds(item.entry, item.mine.flatMap(Row::observed));
    } else {
      files.add(item);
    }
  }

  private void take(Item item) {
    if (item.aside.isPresent()) {
      asides.add(item);
    }
    if (item.isDeletion() && !item.isHere()) {
      holds(item.entry, Optional.empty());
    } else if (item.isDeletion()) {
      if (item.dirIsHere()) {
        trees.put(item.path(), item);
      } else {
        deletes.add(item);
      }
    } else if (item.makesDir()) {
      dirs.put(item.path(), item);
    } else {
      files.add(item);
      if (item.dirIsHere()) {
        trees.put(item.path(), item);
      }
    }
  }
}
