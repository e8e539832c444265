package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.plan.ConflictName;
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

/**
 * Keeps what lost a conflict: a copy under another name is on disk and in the index before the
 * loser's own name is touched.
 *
 * <p>CRASH: a copy made just before a crash is found by the next scan as a new file; the conflict
 * is decided again and finds its copy there.
 */
final class Asides {
  private static final int MOST_NAMES = 100;

  private final Work work;
  private final Deque<Item> waiting = new ArrayDeque<>();
  private final Map<RelPath, Item> copying = new HashMap<>();
  private final Deque<Item> ready = new ArrayDeque<>();

  /** Names that are promised, though nothing stands there yet. */
  private final Set<RelPath> taken = new HashSet<>();

  private int applying;

  Asides(Work work) {
    this.work = work;
  }

  void add(Item item) {
    waiting.add(item);
  }

  boolean done() {
    return waiting.isEmpty() && copying.isEmpty() && ready.isEmpty() && applying == 0;
  }

  /** Asks for copies; true while some are being made. */
  boolean start() {
    while (!waiting.isEmpty() && copying.size() < Contents.MOST_COPIES) {
      begin(waiting.poll());
    }
    return !copying.isEmpty();
  }

  private void begin(Item item) {
    Entry loser = item.aside.orElseThrow();
    String label =
        work.index()
            .label(loser.version().actor())
            .orElseGet(() -> Long.toUnsignedString(loser.version().actor(), 36));
    for (int attempt = 1; attempt <= MOST_NAMES; attempt++) {
      RelPath path = ConflictName.of(loser, label, attempt);
      Optional<Row> there = work.index().row(path).filter(r -> r.observed().isPresent());
      if (there.isPresent() && keeps(there.get().entry(), loser)) {
        item.aside = Optional.empty();
        return;
      }
      if (there.isEmpty() && taken.add(path)) {
        copy(item, loser, path);
        return;
      }
    }
    work.drop(item, Optional.empty());
  }

  private static boolean keeps(Entry copy, Entry loser) {
    return loser instanceof FileEntry
        ? copy.content().equals(loser.content())
        : Resolution.same(copy, loser);
  }

  private void copy(Item item, Entry loser, RelPath path) {
    item.asidePath = Optional.of(path);
    Observed here = item.mine.flatMap(Row::observed).orElseThrow();
    if (loser instanceof FileEntry file) {
      copying.put(path, item);
      work.emit(new Effect.Copy(path, loser.path(), here, file.contentId()));
    } else {
      ready.add(item);
    }
  }

  boolean copied(RelPath path, Optional<Staged> staged) {
    Item item = copying.remove(path);
    if (item == null) {
      return false;
    }
    if (staged.isEmpty()) {
      work.drop(item, Optional.empty());
    } else {
      item.asideStaged = staged;
      ready.add(item);
    }
    return true;
  }

  boolean readyToApply() {
    return !ready.isEmpty();
  }

  List<Planned> steps() {
    var out = new ArrayList<Planned>();
    while (!ready.isEmpty()) {
      Item item = ready.poll();
      RelPath path = item.asidePath.orElseThrow();
      Step step =
          switch (item.aside.orElseThrow()) {
            case FileEntry file ->
                new Step.PutFile(
                    path,
                    item.asideStaged.orElseThrow(),
                    file.mtimeNanos(),
                    file.executable(),
                    Optional.empty());
            case LinkEntry link -> new Step.PutLink(path, link.target(), Optional.empty());
            default -> throw new IllegalStateException("only files and links are kept aside");
          };
      out.add(new Planned(item, List.of(step)));
    }
    applying = out.size();
    return out;
  }

  boolean applied(Item item, List<StepResult> results) {
    applying--;
    item.asideStaged = Optional.empty();
    RelPath path = item.asidePath.orElseThrow();
    switch (results.getFirst()) {
      case StepResult.Done done -> {
        Optional<Row> before = work.index().row(path);
        var version =
            work.maker()
                .next(before.map(r -> r.entry().version().vector()).orElse(VersionVector.EMPTY));
        work.maker().put(at(path, item.aside.orElseThrow()).withVersion(version), done.now());
        item.aside = Optional.empty();
        work.emit(new Effect.Conflict(item.path(), path));
        return true;
      }
      case StepResult.Stale stale -> {
        work.lookAgain().accept(Set.of(stale.path()));
        work.drop(item, Optional.empty());
      }
      case StepResult.Failed failed -> work.drop(item, Optional.of(failed.error()));
    }
    return false;
  }

  private static Entry at(RelPath path, Entry loser) {
    return switch (loser) {
      case FileEntry f ->
          new FileEntry(
              path,
              f.version(),
              f.size(),
              f.mtimeNanos(),
              f.executable(),
              f.contentId(),
              Optional.empty());
      case LinkEntry l -> new LinkEntry(path, l.version(), l.target());
      default -> throw new IllegalStateException("only files and links are kept aside");
    };
  }
}
