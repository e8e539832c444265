package app.bothways.sync.core;

import app.bothways.sync.Order;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.VersionVector;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One pass over what others have and this device has not. Order: losers of conflicts are put aside;
 * directories are made, parents first; files, links and times; deletions; at last directories are
 * taken away, deepest first, and what takes their names is put there. A name is freed before it is
 * taken, and what is deleted serves as a source of content until then.
 *
 * <p>A name whose step fails leaves the round; everything else goes on.
 */
final class Round {
  private static final int STEPS_AT_ONCE = 2048;

  private final Work work;
  private final Asides asides;
  private final Contents contents;
  private final TreeMoves treeMoves;
  private final Gathered gathered;
  private final TreeMap<RelPath, Item> dirs;
  private final Deque<Item> deletes;
  private final TreeMap<RelPath, Item> trees;
  private final long basis;
  private final Set<ContentId> unplaced = new HashSet<>();
  private List<Item> applying = List.of();
  private List<Integer> applyingSteps = List.of();

  Round(Work work) {
    this.work = work;
    this.basis = work.members().basis().state();
    this.contents = new Contents(work);
    this.asides = new Asides(work);
    this.treeMoves = new TreeMoves(work, this::isAsGathered);
    this.gathered = new Gathered(work, asides);
    this.dirs = gathered.dirs;
    this.deletes = gathered.deletes;
    this.trees = gathered.trees;
  }

  /** Decides about all that is known; what needs nothing but the index is done here. */
  void gather(Order order) {
    gathered.gather();
    treeMoves.takeFrom(gathered);
    gathered.deletes.stream().filter(d -> d.contentHere().isPresent()).forEach(contents::source);
    gathered.files.stream().sorted(Priority.by(order)).forEach(contents::want);
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
        && treeMoves.done()
        && deletes.isEmpty()
        && trees.isEmpty();
  }

  private List<Planned> nextSteps() {
    List<Planned> next = moveTree(item -> work.isLiveDir(item.path().parent()));
    if (next.isEmpty() && !dirs.isEmpty()) {
      next = makeDirs();
    }
    if (next.isEmpty()) {
      // Whatever could make its place is done: it has none, or one that has to come back.
      next = moveTree(_ -> true);
    }
    if (!next.isEmpty()) {
      return next;
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
    var later = new ArrayList<Item>();
    while (!dirs.isEmpty() && out.size() < STEPS_AT_ONCE) {
      Item item = dirs.pollFirstEntry().getValue();
      if (treeMoves.brings(item.path())) {
        later.add(item);
      } else if (!item.over && ready(item) && parentHolds(item.path(), made, out)) {
        out.add(new Planned(item, Steps.makeDir(item)));
        made.add(item.path());
      }
    }
    later.forEach(item -> dirs.put(item.path(), item));
    return out;
  }

  /** False, and the item is dropped, when the index moved on since the round began. */
  private boolean ready(Item item) {
    if (item.aside.isEmpty()
        && isAsGathered(item)
        && item.moved.filter(from -> !isAsGathered(from)).isEmpty()) {
      return true;
    }
    work.drop(item, Optional.empty());
    notPlaced(item);
    return false;
  }

  /**
   * Whether what was decided would be decided again. What others tell meanwhile comes later; but
   * who begins a new database, or withdraws a name, takes back what was told, and may know better;
   * and what a person has ignored since must not come.
   */
  private boolean isAsGathered(Item item) {
    return work.index().row(item.path()).equals(item.mine)
        && (basis == work.members().basis().state() || work.isStillWanted(item));
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
    if (work.isLiveDir(parent)) {
      return true;
    }
    Optional<Row> row = work.index().row(parent.get());
    boolean free = row.isEmpty() || row.get().observed().isEmpty();
    if (!free || !parentHolds(parent.get(), made, out)) {
      work.defer(path);
      return false;
    }
    var dir =
        new DirEntry(
            parent.get(),
            work.maker()
                .next(row.map(r -> r.entry().version().vector()).orElse(VersionVector.EMPTY)));
    Item item = new Item(dir, row, Optional.empty());
    out.add(new Planned(item, Steps.makeDir(item)));
    made.add(parent.get());
    return true;
  }

  private List<Planned> moveTree(Predicate<Item> when) {
    var out = new ArrayList<Planned>();
    treeMoves
        .next(when, i -> parentHolds(i.path(), new HashSet<>(), out), this::oneByOne)
        .ifPresent(out::add);
    return out;
  }

  private void oneByOne(Item from, Item to) {
    if (from.dirIsHere()) {
      trees.put(from.path(), from);
    } else {
      deletes.add(from);
      from.contentHere().ifPresent(_ -> contents.source(from));
    }
    if (to.makesDir()) {
      dirs.put(to.path(), to);
    } else {
      contents.want(to);
    }
  }

  private List<Planned> putFiles() {
    var out = new ArrayList<Planned>();
    Set<RelPath> made = new HashSet<>();
    for (Item item : contents.takeReady(STEPS_AT_ONCE)) {
      if (item.dirIsHere() && !item.over) {
        continue;
      }
      if (replacesOneOf(out, item)) {
        contents.later(item);
      } else if (item.over
          || !mayGo(item)
          || !ready(item)
          || !parentHolds(item.path(), made, out)) {
        contents.finished(item, false);
      } else {
        out.add(new Planned(item, Steps.put(item)));
      }
    }
    return out;
  }

  /** Whether what it takes the place of is what another one of these steps brings elsewhere. */
  private static boolean replacesOneOf(List<Planned> steps, Item item) {
    return item.contentHere().isPresent()
        && item.needsContent()
        && steps.stream().anyMatch(p -> p.item().entry.content().equals(item.contentHere()));
  }

  /**
   * Whether what is here may go as far as other names are concerned: what should have come to stand
   * under another one, and did not because that was not as expected, stays here until then.
   */
  private boolean mayGo(Item item) {
    Optional<ContentId> here = item.contentHere();
    if (here.filter(unplaced::contains).isEmpty() || here.equals(item.entry.content())) {
      return true;
    }
    work.defer(item.path());
    work.over(item);
    return false;
  }

  private void notPlaced(Item item) {
    if (item.needsContent() && work.troubles().error(item.path()).isEmpty()) {
      item.entry.content().ifPresent(unplaced::add);
    }
  }

  private List<Planned> delete() {
    var out = new ArrayList<Planned>();
    while (!deletes.isEmpty() && out.size() < STEPS_AT_ONCE) {
      Item item = deletes.poll();
      if (!item.over && mayGo(item) && ready(item)) {
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
      new InTheWay(work).stayDir(item.mine.orElseThrow());
    }
    work.over(item);
  }

  private void apply(List<Planned> planned) {
    applying = planned.stream().map(Planned::item).toList();
    applyingSteps = planned.stream().map(p -> p.steps().size()).toList();
    var intended = new ArrayList<Entry>();
    for (Item item : applying) {
      if (item.aside.isEmpty()) {
        intended.add(item.entry);
        intended.addAll(treeMoves.intended(item));
      }
    }
    work.index().intend(intended);
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
      if (treeMoves.applied(item, mine, this::oneByOne)) {
        continue;
      }
      boolean wasAside = item.aside.isPresent();
      boolean done = wasAside ? asides.applied(item, mine) : work.finish(item, mine);
      if (!wasAside) {
        contents.finished(item, done);
      }
      if (!done) {
        notPlaced(item);
      }
    }
  }

  void copied(RelPath path, Optional<Staged> staged) {
    if (!asides.copied(path, staged)) {
      contents.copied(path, staged);
    }
  }

  void fetched(Event.Fetched.Content one) {
    contents.fetched(one);
  }

  /** What contents are on their way, for the estimate of time. */
  Map<ContentId, Long> underWay() {
    return new HashMap<>(contents.underWay());
  }
}
