package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.plan.Resolution;
import java.util.ArrayDeque;
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
 * Directories that others have renamed, with all that is in them: one rename on this disk in place
 * of one for each file. A round takes a tree for moved only if everything that is known below the
 * old name goes away in it and comes again, the same, below the new one. What somebody writes into
 * the directory meanwhile, or has just written, goes along and is found at its new place.
 *
 * <p>CRASH: all that is to stand below the new name is intended before the rename, so a scan that
 * finds it there knows what it is.
 */
final class TreeMoves {
  /** One name of a tree: what goes and what comes. */
  private record Pair(Item from, Item to) {}

  /** A directory and all that is in it, parents first. */
  private record Tree(Item from, Item to, List<Pair> pairs, long seq, long basis) {
    Planned planned() {
      Observed here = from.mine.flatMap(Row::observed).orElseThrow();
      return new Planned(to, List.of(new Step.Move(from.path(), to.path(), here)));
    }
  }

  private final Work work;
  private final Deque<Tree> waiting = new ArrayDeque<>();
  private final Map<Item, Tree> applying = new HashMap<>();

  private final Predicate<Item> isAsGathered;

  TreeMoves(Work work, Predicate<Item> isAsGathered) {
    this.work = work;
    this.isAsGathered = isAsGathered;
  }

  /** Takes whole trees out of what a round has gathered. */
  void takeFrom(Gathered round) {
    boolean hidden = !work.policy().rules().rules().isEmpty();
    if (hidden || round.dirs.isEmpty() || round.trees.isEmpty()) {
      // What is ignored may lie in a directory, where nobody looks.
      return;
    }
    var names = new Names(round);
    var found = new TreeMap<RelPath, Tree>();
    List<Item> topFirst = new ArrayList<>(round.trees.descendingMap().values());
    for (Item directory : topFirst) {
      boolean within =
          found.values().stream().anyMatch(t -> directory.path().isBelow(t.from.path()));
      if (!within && directory.isDeletion()) {
        names.tree(directory).ifPresent(t -> found.put(t.to.path(), t));
      }
    }
    var taken = new HashSet<Item>();
    for (Tree tree : found.values()) {
      waiting.add(tree);
      taken.add(tree.from);
      taken.add(tree.to);
      tree.pairs.forEach(p -> taken.addAll(List.of(p.from, p.to)));
    }
    if (!taken.isEmpty()) {
      round.dirs.values().removeIf(taken::contains);
      round.trees.values().removeIf(taken::contains);
      round.files.removeIf(taken::contains);
      round.deletes.removeIf(taken::contains);
    }
  }

  /** What a round has to do, by name. */
  private final class Names {
    private final Map<RelPath, Item> coming = new HashMap<>();
    private final Map<RelPath, Item> going = new HashMap<>();
    private final Map<ContentId, List<RelPath>> contents = new HashMap<>();
    private final Set<Item> used = new HashSet<>();

    Names(Gathered round) {
      round.dirs.values().forEach(this::comes);
      round.files.forEach(this::comes);
      round.deletes.forEach(i -> going.put(i.path(), i));
      round.trees.values().stream().filter(Item::isDeletion).forEach(i -> going.put(i.path(), i));
    }

    private void comes(Item item) {
      if (!item.isHere() && item.aside.isEmpty()) {
        coming.put(item.path(), item);
        item.entry
            .content()
            .ifPresent(c -> contents.computeIfAbsent(c, _ -> new ArrayList<>()).add(item.path()));
      }
    }

    /** Where all of a directory went, if it went somewhere as a whole. */
    Optional<Tree> tree(Item directory) {
      var below = new ArrayList<Item>();
      if (!collect(directory.path(), below)) {
        return Optional.empty();
      }
      return below.stream()
          .filter(i -> i.contentHere().isPresent())
          .findFirst()
          .flatMap(file -> targets(directory.path(), file))
          .flatMap(target -> matched(directory, target, below));
    }

    /** All that is known below, parents first; false when something stays there. */
    private boolean collect(RelPath directory, List<Item> below) {
      for (Row row : work.index().live(Optional.of(directory), Integer.MAX_VALUE)) {
        Item item = going.get(row.entry().path());
        if (item == null || item.over || item.aside.isPresent()) {
          return false;
        }
        below.add(item);
        if (row.entry() instanceof DirEntry && !collect(item.path(), below)) {
          return false;
        }
      }
      return true;
    }

    /** The new directory in which a file lies just as it lay in the old one. */
    private Optional<RelPath> targets(RelPath directory, Item file) {
      String rest = file.path().toString().substring(directory.toString().length());
      return contents.getOrDefault(file.contentHere().orElseThrow(), List.of()).stream()
          .map(RelPath::toString)
          .filter(p -> p.endsWith(rest) && p.length() > rest.length())
          .map(p -> RelPath.of(p.substring(0, p.length() - rest.length())))
          .filter(p -> coming.containsKey(p) && coming.get(p).makesDir())
          .filter(p -> !p.isBelow(directory) && !directory.isBelow(p))
          .findFirst();
    }

    private Optional<Tree> matched(Item directory, RelPath target, List<Item> below) {
      Item to = coming.get(target);
      var pairs = new ArrayList<Pair>();
      var taken = new HashSet<Item>();
      for (Item from : below) {
        Item there = coming.get(from.path().moved(directory.path(), target));
        if (there == null || used.contains(there) || !same(from, there)) {
          return Optional.empty();
        }
        pairs.add(new Pair(from, there));
        taken.add(there);
      }
      if (!used.add(to)) {
        return Optional.empty();
      }
      used.addAll(taken);
      return Optional.of(new Tree(directory, to, pairs, work.index().lastSeq(), basis()));
    }

    private static boolean same(Item from, Item to) {
      Optional<Entry> here = from.mine.map(Row::entry);
      return switch (to.entry) {
        case FileEntry file ->
            from.contentHere().equals(file.content()) && Contents.sameMeta(file, here);
        case LinkEntry link -> here.filter(h -> Resolution.same(h, link)).isPresent();
        case DirEntry dir -> here.filter(h -> Resolution.same(h, dir)).isPresent();
        case Tombstone _ -> false;
      };
    }
  }

  boolean done() {
    return waiting.isEmpty() && applying.isEmpty();
  }

  /** Whether it lies in a directory that is still to come as a whole. */
  boolean brings(RelPath path) {
    return waiting.stream().anyMatch(t -> path.isBelow(t.to.path()));
  }

  /**
   * The next rename, if one may be done.
   *
   * @param when which new names may come now
   * @param holds makes sure that a new name has its place
   */
  Optional<Planned> next(Predicate<Item> when, Predicate<Item> holds, Back back) {
    for (Tree tree : List.copyOf(waiting)) {
      if (!when.test(tree.to)) {
        continue;
      }
      waiting.remove(tree);
      if (!isAsGathered(tree)) {
        drop(tree.from);
        drop(tree.to);
        tree.pairs.forEach(p -> List.of(p.from, p.to).forEach(this::drop));
      } else if (holds.test(tree.to)) {
        applying.put(tree.to, tree);
        return Optional.of(tree.planned());
      } else {
        giveBack(tree, back);
      }
    }
    return Optional.empty();
  }

  private long basis() {
    return work.members().basis().state();
  }

  private void drop(Item item) {
    work.over(item);
    work.defer(item.path());
  }

  private boolean isAsGathered(Tree tree) {
    boolean nothingNew = tree.seq == work.index().lastSeq() && tree.basis == basis();
    return nothingNew
        || isAsGathered.test(tree.from)
            && isAsGathered.test(tree.to)
            && tree.pairs.stream()
                .allMatch(p -> isAsGathered.test(p.from) && isAsGathered.test(p.to));
  }

  /** All that will stand below the new name. */
  List<Entry> intended(Item to) {
    return Optional.ofNullable(applying.get(to)).stream()
        .flatMap(t -> t.pairs.stream().map(p -> p.to.entry))
        .toList();
  }

  /** Takes items that have to be done one by one after all. */
  interface Back {
    void back(Item from, Item to);
  }

  private static void giveBack(Tree tree, Back back) {
    back.back(tree.from, tree.to);
    tree.pairs.forEach(p -> back.back(p.from, p.to));
  }

  /** False when it is not about a tree. */
  boolean applied(Item to, List<StepResult> results, Back back) {
    Tree tree = applying.remove(to);
    if (tree == null) {
      return false;
    }
    switch (results.getFirst()) {
      case StepResult.Done done -> {
        to.moved = Optional.of(tree.from);
        work.finish(to, results);
        for (Pair pair : tree.pairs) {
          pair.to.moved = Optional.of(pair.from);
          Optional<Observed> here = pair.from.mine.flatMap(Row::observed);
          work.finish(pair.to, List.of(new StepResult.Done(here, List.of())));
        }
      }
      case StepResult.Stale stale -> {
        work.lookAgain().accept(Set.of(stale.path()));
        giveBack(tree, back);
      }
      // Where whole directories cannot be renamed, single files perhaps can.
      case StepResult.Failed _ -> giveBack(tree, back);
    }
    return true;
  }
}
