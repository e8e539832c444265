package app.bothways.sync.core;

import app.bothways.sync.Order;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.plan.Action;
import app.bothways.sync.plan.Planner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One pass over what others have and this device has not. Order: losers of conflicts are put aside;
 * directories are made, parents first; files, links and times; deletions; at last directories are
 * taken away, deepest first, and what takes their names is put there. A name is freed before it is
 * taken, and what is deleted serves as a source of content until then.
 *
 * <p>A name whose step fails leaves the round; everything else goes on.
 */
final class Round {
  private static final int PAGE = 2000;
  private static final int MOST_ITEMS = 32_768;
  private static final int STEPS_AT_ONCE = 512;

  private final Work work;
  private final Asides asides;
  private final InTheWay ways;
  private final Contents contents;
  private final TreeMap<RelPath, Item> dirs = new TreeMap<>();
  private final Deque<Item> files = new ArrayDeque<>();
  private final Deque<Item> deletes = new ArrayDeque<>();
  private final TreeMap<RelPath, Item> trees = new TreeMap<>(Comparator.reverseOrder());
  private List<Item> applying = List.of();
  private List<Integer> applyingSteps = List.of();

  Round(Work work) {
    this.work = work;
    this.contents = new Contents(work);
    this.asides = new Asides(work);
    this.ways = new InTheWay(work);
  }

  /** Decides about all that is known; what needs nothing but the index is done here. */
  void gather(Order order) {
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
      for (var one : byPath.entrySet()) {
        if (!work.troubles().waits(one.getKey(), work.maker().now())) {
          // The page may have cut a name's list short.
          items += decide(one.getKey(), work.index().theirs(one.getKey()));
        }
      }
    }
    holdDeletions();
    deletes.stream().filter(d -> d.contentHere().isPresent()).forEach(contents::source);
    files.stream().sorted(Priority.by(order)).forEach(contents::want);
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
    if (theirs.isEmpty() || work.policy().isBlocked(path)) {
      return 0;
    }
    Optional<Row> mine = work.index().row(path);
    if (work.policy().excludes(path, mine)) {
      forgetTheirs(path);
      return 0;
    }
    Action action =
        ways.inPlace(Planner.decide(mine.map(Row::entry), theirs, work.policy().mode()));
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

  private void forgetTheirs(RelPath path) {
    work.index().remotes(path).forEach(r -> work.index().removeRemote(path, r.device()));
    work.troubles().clear(path);
    work.policy().settled(path);
  }

  private void begin(RelPath path, Action action, Optional<Row> mine) {
    switch (action) {
      case Action.Keep _ -> forgetTheirs(path);
      case Action.Leave _ -> {}
      case Action.StayLocal local -> work.maker().put(local.mine(), mine.flatMap(Row::observed));
      case Action.Republish _ -> work.maker().republish(mine.orElseThrow());
      case Action.Adopt adopt -> adopt(new Item(adopt.entry(), mine, Optional.empty()));
      case Action.Take take -> take(new Item(take.entry(), mine, take.aside()));
    }
  }

  private void adopt(Item item) {
    if (Contents.sameMeta(item.entry, item.mine.map(Row::entry))) {
      work.maker().put(item.entry, item.mine.flatMap(Row::observed));
    } else {
      files.add(item);
    }
  }

  private void take(Item item) {
    if (item.aside.isPresent()) {
      asides.add(item);
    }
    if (item.isDeletion() && !item.isHere()) {
      work.maker().put(item.entry, Optional.empty());
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

  /** Starts what can be started. {@code diskFree}: whether steps may be applied now. */
  void advance(boolean diskFree) {
    if (asides.start()) {
      return;
    }
    contents.start();
    if (!diskFree || !applying.isEmpty()) {
      return;
    }
    if (asides.readyToApply()) {
      apply(asides.steps());
      return;
    }
    if (!asides.done()) {
      return;
    }
    List<Planned> next = nextSteps();
    if (!next.isEmpty()) {
      apply(next);
    }
  }

  boolean done() {
    return applying.isEmpty()
        && asides.done()
        && contents.idle()
        && dirs.isEmpty()
        && deletes.isEmpty()
        && trees.isEmpty();
  }

  /** Steps of one item, done one after the other. */
  record Planned(Item item, List<Step> steps) {}

  private List<Planned> nextSteps() {
    if (!dirs.isEmpty()) {
      List<Planned> made = makeDirs();
      if (!made.isEmpty()) {
        return made;
      }
    }
    List<Planned> put = putFiles();
    if (!put.isEmpty() || !contents.idle()) {
      return put;
    }
    List<Planned> deleted = delete();
    if (!deleted.isEmpty()) {
      return deleted;
    }
    return trees.isEmpty() ? List.of() : takeTrees();
  }

  private List<Planned> makeDirs() {
    var out = new ArrayList<Planned>();
    Set<RelPath> made = new HashSet<>();
    while (!dirs.isEmpty() && out.size() < STEPS_AT_ONCE) {
      Item item = dirs.pollFirstEntry().getValue();
      if (!item.over && ready(item) && parentHolds(item.path(), made, out)) {
        out.add(new Planned(item, Steps.makeDir(item)));
        made.add(item.path());
      }
    }
    return out;
  }

  /** False, and the item is dropped, when the index moved on since the round began. */
  private boolean ready(Item item) {
    if (work.index().row(item.path()).equals(item.mine) && item.aside.isEmpty()) {
      return true;
    }
    work.drop(item, Optional.empty());
    return false;
  }

  /**
   * Whether what holds {@code path} is a directory; a deleted one comes back, for something lives
   * in it.
   */
  private boolean parentHolds(RelPath path, Set<RelPath> made, List<Planned> out) {
    Optional<RelPath> parent = path.parent();
    if (parent.isEmpty() || made.contains(parent.get())) {
      return true;
    }
    Optional<Row> row = work.index().row(parent.get());
    if (row.isPresent() && row.get().entry() instanceof DirEntry) {
      return true;
    }
    boolean free = row.isEmpty() || row.get().observed().isEmpty();
    if (!free || !parentHolds(parent.get(), made, out)) {
      work.defer(path);
      return false;
    }
    var dir =
        new DirEntry(
            parent.get(),
            work.maker()
                .next(
                    row.map(r -> r.entry().version().vector())
                        .orElse(app.bothways.sync.model.VersionVector.EMPTY)));
    Item item = new Item(dir, row, Optional.empty());
    out.add(new Planned(item, Steps.makeDir(item)));
    made.add(parent.get());
    return true;
  }

  private List<Planned> putFiles() {
    var out = new ArrayList<Planned>();
    Set<RelPath> made = new HashSet<>();
    for (Item item : contents.takeReady(STEPS_AT_ONCE)) {
      if (item.dirIsHere() && !item.over) {
        continue;
      }
      if (item.over || !ready(item) || !parentHolds(item.path(), made, out)) {
        contents.finished(item, false);
      } else {
        out.add(new Planned(item, Steps.put(item)));
      }
    }
    return out;
  }

  private List<Planned> delete() {
    var out = new ArrayList<Planned>();
    while (!deletes.isEmpty() && out.size() < STEPS_AT_ONCE) {
      Item item = deletes.poll();
      if (!item.over && ready(item)) {
        out.add(new Planned(item, Steps.remove(item)));
      }
    }
    return out;
  }

  private List<Planned> takeTrees() {
    var out = new ArrayList<Planned>();
    Set<RelPath> going = new HashSet<>();
    while (!trees.isEmpty() && out.size() < STEPS_AT_ONCE) {
      Item item = trees.pollFirstEntry().getValue();
      if (item.over || !ready(item)) {
        contents.finished(item, false);
        continue;
      }
      List<Row> left =
          work.index().live(Optional.of(item.path()), going.size() + 1).stream()
              .filter(row -> !going.contains(row.entry().path()))
              .toList();
      if (!left.isEmpty()) {
        keepDir(item, left);
        contents.finished(item, false);
      } else if (item.isDeletion()) {
        going.add(item.path());
        out.add(new Planned(item, Steps.remove(item)));
      } else if (!item.needsContent() || item.staged.isPresent()) {
        out.add(new Planned(item, Steps.replaceDir(item)));
      }
    }
    return out;
  }

  /** Something lives in a directory that others have taken away: it must stay, here and there. */
  private void keepDir(Item item, List<Row> left) {
    boolean undecided =
        left.stream().anyMatch(row -> !work.index().remotes(row.entry().path()).isEmpty());
    if (undecided) {
      work.defer(item.path());
    } else {
      work.maker().republish(item.mine.orElseThrow());
    }
    work.over(item);
  }

  private void apply(List<Planned> planned) {
    applying = planned.stream().map(Planned::item).toList();
    applyingSteps = planned.stream().map(p -> p.steps().size()).toList();
    work.index()
        .intend(applying.stream().filter(i -> i.aside.isEmpty()).map(i -> i.entry).toList());
    work.emit(new Effect.Apply(planned.stream().flatMap(p -> p.steps().stream()).toList()));
  }

  void applied(List<StepResult> results) {
    int at = 0;
    List<Item> items = applying;
    applying = List.of();
    work.index().intend(List.of());
    for (int i = 0; i < items.size(); i++) {
      List<StepResult> mine = results.subList(at, at + applyingSteps.get(i));
      at += applyingSteps.get(i);
      Item item = items.get(i);
      boolean wasAside = item.aside.isPresent();
      boolean done = wasAside ? asides.applied(item, mine) : work.finish(item, mine);
      if (!wasAside) {
        contents.finished(item, done);
      }
    }
  }

  void copied(RelPath path, Optional<app.bothways.sync.disk.Staged> staged) {
    if (!asides.copied(path, staged)) {
      contents.copied(path, staged);
    }
  }

  void fetched(
      Want want, Optional<app.bothways.sync.disk.Staged> staged, Optional<SyncError> error) {
    contents.fetched(want, staged, error);
  }

  /** What contents are on their way, for the estimate of time. */
  Map<ContentId, Long> underWay() {
    return new HashMap<>(contents.underWay());
  }
}
