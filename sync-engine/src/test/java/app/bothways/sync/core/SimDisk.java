package app.bothways.sync.core;

import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A tree in memory with the manners that the engine's contract with a disk asks for. */
final class SimDisk {
  /**
   * What stands at a path: {@code text} is a file's content or a link's target, {@code key} what
   * tells it from all others that are there now, like the number of an inode.
   */
  record Thing(char kind, String text, boolean executable, long mtime, long change, long key) {}

  private static final long WRITTEN_BACK_MILLIS = 300_000;

  final NavigableMap<RelPath, Thing> tree = new TreeMap<>();

  /** Whether anything more can be put on it. */
  boolean full;

  /** False when something else is mounted in its place. */
  boolean mounted = true;

  /** Where nothing can be read or changed. */
  final Set<RelPath> bad = new HashSet<>();

  /** Names of what is neither a file, a directory nor a link. */
  final Set<RelPath> pipes = new HashSet<>();

  /** Every step that was asked for. */
  final List<Step> applied = new ArrayList<>();

  /** Why no directory can be renamed here. */
  Optional<SyncError> noTreeMoves = Optional.empty();

  /** Told of each file that the engine deletes, and of its text. */
  private final BiConsumer<RelPath, String> deletes;

  private final DiskKind kind;

  private final Map<String, String> stage = new HashMap<>();
  IgnoreRules rules = IgnoreRules.NONE;
  private long changes;
  private int stagedCount;

  /** The tree before something that is not on the disk itself yet, and when that was done. */
  private record Before(long at, Map<RelPath, Thing> tree) {}

  private final List<Before> unsynced = new ArrayList<>();
  private long lastEdit;

  SimDisk(DiskKind kind, BiConsumer<RelPath, String> deletes) {
    this.kind = kind;
    this.deletes = deletes;
  }

  /** Not a real hash, but different for different texts. */
  static ContentId hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ContentId.of(Arrays.copyOf(bytes, ContentId.LENGTH));
  }

  Optional<SyncError> error() {
    return mounted
        ? Optional.empty()
        : Optional.of(new SyncError(ErrorCode.ROOT_MISSING, "", "not there", "later"));
  }

  SyncError fullError(RelPath path) {
    return new SyncError(ErrorCode.DISK_FULL, path.toString(), "full", "later");
  }

  private Optional<SyncError> trouble(Step step) {
    if (step instanceof Step.Move move && move.expected() instanceof Observed.Dir) {
      return noTreeMoves.or(this::error);
    }
    boolean puts = step instanceof Step.PutFile || step instanceof Step.MakeDir;
    if (bad.contains(step.path())) {
      return Optional.of(
          new SyncError(ErrorCode.PERMISSION_DENIED, step.path().toString(), "bad", "later"));
    }
    return full && puts ? Optional.of(fullError(step.path())) : error();
  }

  boolean keepsBits() {
    return kind.keepsBits;
  }

  void put(RelPath path, char kind, String text, boolean executable, long mtime) {
    tree.put(
        path,
        new Thing(
            kind,
            text,
            executable && this.kind.keepsBits,
            this.kind.round(mtime),
            ++changes,
            freeKey()));
  }

  /** As ext4 does it: what is deleted gives its number to what comes next. */
  private long freeKey() {
    var used = new HashSet<Long>();
    tree.values().forEach(t -> used.add(t.key));
    long key = 1;
    while (used.contains(key)) {
      key++;
    }
    return key;
  }

  /** The same file with another content or other times. */
  void change(RelPath path, String text, boolean executable, long mtime) {
    Thing t = tree.get(path);
    tree.put(
        path,
        new Thing(
            t.kind,
            text,
            executable && this.kind.keepsBits,
            this.kind.round(mtime),
            ++changes,
            t.key));
  }

  /** A rename, of a directory with all that is in it. */
  void rename(RelPath from, RelPath to) {
    for (RelPath p : below(from)) {
      tree.put(p.moved(from, to), tree.remove(p));
    }
    Thing t = tree.remove(from);
    tree.put(to, new Thing(t.kind, t.text, t.executable, t.mtime, ++changes, t.key));
  }

  boolean dirAt(Optional<RelPath> path) {
    return path.isEmpty() || tree.containsKey(path.get()) && tree.get(path.get()).kind == 'd';
  }

  List<RelPath> below(RelPath dir) {
    return tree.keySet().stream().filter(p -> p.isBelow(dir)).toList();
  }

  /** Of a file, or of all files below a directory. */
  Set<String> textsAt(RelPath path) {
    var out = new HashSet<String>();
    tree.forEach(
        (p, t) -> {
          if (t.kind == 'f' && (p.equals(path) || p.isBelow(path))) {
            out.add(t.text);
          }
        });
    return out;
  }

  Optional<Observed> look(RelPath path) {
    Thing t = tree.get(path);
    if (t == null) {
      return Optional.empty();
    }
    var stamp =
        t.kind == 'd'
            ? new Stamp(0, 0, 0, t.key, Executable.NO)
            : new Stamp(
                t.kind == 'f' ? t.text.length() : 0,
                t.mtime,
                t.change,
                t.key,
                this.kind.keepsBits ? Executable.of(t.executable) : Executable.UNTOLD);
    return Optional.of(
        switch (t.kind) {
          case 'f' -> new Observed.File(stamp, hash(t.text));
          case 'd' -> new Observed.Dir(stamp);
          default -> new Observed.Link(stamp, t.text);
        });
  }

  List<Finding> scan(Set<RelPath> below, Known known, Collection<RelPath> all) {
    var out = new ArrayList<Finding>();
    var gone = new ArrayList<>(all);
    gone.removeIf(
        p -> !in(p, below) || tree.containsKey(p) || pipes.contains(p) || known.at(p).isEmpty());
    for (RelPath path : tree.keySet()) {
      boolean skipped =
          tree.get(path).kind() == 'd' ? !rules.mayHoldIncluded(path) : rules.ignores(path);
      if (skipped) {
        continue;
      }
      if (in(path, below) && bad.contains(path)) {
        var error = new SyncError(ErrorCode.PERMISSION_DENIED, path.toString(), "bad", "later");
        out.add(new Finding.Unknown(path, error));
      } else if (in(path, below)) {
        Optional<Observed> now = look(path);
        if (!now.equals(known.at(path).map(Known.Item::observed))) {
          out.add(new Finding.Present(path, renamed(now.orElseThrow(), gone, known)));
        }
      }
    }
    for (RelPath pipe : pipes) {
      var error = new SyncError(ErrorCode.UNSUPPORTED_KIND, pipe.toString(), "a pipe", "never");
      out.add(new Finding.Unknown(pipe, error));
    }
    gone.sort(java.util.Comparator.reverseOrder());
    gone.forEach(p -> out.add(new Finding.Gone(p)));
    return out;
  }

  /** A file that had another name is known by its key, and not read at once. */
  private static Observed renamed(Observed now, List<RelPath> gone, Known known) {
    return gone.stream()
        .map(p -> known.at(p).orElseThrow().observed())
        .filter(o -> now instanceof Observed.File && o instanceof Observed.File)
        .filter(o -> !Stamps.isVolatile(o.stamp()) && Stamps.sameBytes(o.stamp(), now.stamp()))
        .map(Observed.File.class::cast)
        .<Observed>map(
            o ->
                new Observed.File(
                    o.stamp().ctimeNanos() == now.stamp().ctimeNanos()
                        ? now.stamp()
                        : Stamps.unread(now.stamp()),
                    o.content()))
        .findFirst()
        .orElse(now);
  }

  private static boolean in(RelPath path, Set<RelPath> below) {
    return below.isEmpty() || below.contains(path) || below.stream().anyMatch(path::isBelow);
  }

  Staged stage(String text) {
    String name = "s" + ++stagedCount;
    stage.put(name, text);
    return new Staged(name, text.length(), hash(text));
  }

  Optional<Staged> stageCopy(RelPath from, Observed expected) {
    return mounted && !full && sameBytes(look(from), expected)
        ? Optional.of(stage(tree.get(from).text))
        : Optional.empty();
  }

  Optional<String> read(RelPath path, ContentId content) {
    Thing t = tree.get(path);
    return mounted && t != null && t.kind == 'f' && hash(t.text).equals(content)
        ? Optional.of(t.text)
        : Optional.empty();
  }

  private static boolean sameBytes(Optional<Observed> now, Observed expected) {
    return now.isPresent()
        && now.get() instanceof Observed.File a
        && expected instanceof Observed.File b
        && a.content().equals(b.content());
  }

  /** What was done so far outlives a power cut. */
  void synced() {
    unsynced.clear();
  }

  /** Somebody edits now, with a program that brings nothing to the disk; the system does later. */
  void edits(long now) {
    unsynced.removeIf(before -> before.at < now - WRITTEN_BACK_MILLIS);
    lastEdit = now;
    unsynced.add(new Before(now, new TreeMap<>(tree)));
  }

  /** What is changed from now on has a change time above this. */
  long changesSoFar() {
    return changes;
  }

  /** Of the last steps some, the later ones, never came to be. */
  void powerCut(java.util.random.RandomGenerator random) {
    int kept = random.nextInt(unsynced.size() + 1);
    if (kept < unsynced.size()) {
      tree.clear();
      tree.putAll(unsynced.get(kept).tree);
    }
    synced();
  }

  StepResult apply(Step step) {
    applied.add(step);
    unsynced.add(new Before(lastEdit, new TreeMap<>(tree)));
    Optional<SyncError> trouble = trouble(step);
    if (trouble.isPresent()) {
      return new StepResult.Failed(trouble.get());
    }
    if (!dirAt(step.path().parent())) {
      return new StepResult.Stale(step.path());
    }
    return switch (step) {
      case Step.PutFile put -> {
        if (stale(put.path(), put.expected())) {
          yield new StepResult.Stale(put.path());
        }
        put(put.path(), 'f', stage.remove(put.staged().name()), put.executable(), put.mtimeNanos());
        yield done(put.path());
      }
      case Step.MakeDir make -> {
        if (tree.containsKey(make.path())) {
          yield tree.get(make.path()).kind == 'd'
              ? done(make.path())
              : new StepResult.Stale(make.path());
        }
        put(make.path(), 'd', "", false, 0);
        yield done(make.path());
      }
      case Step.PutLink put -> {
        if (stale(put.path(), put.expected())) {
          yield new StepResult.Stale(put.path());
        }
        put(put.path(), 'l', put.target(), false, 0);
        yield done(put.path());
      }
      case Step.SetMeta set -> {
        if (stale(set.path(), Optional.of(set.expected()))) {
          yield new StepResult.Stale(set.path());
        }
        change(set.path(), tree.get(set.path()).text, set.executable(), set.mtimeNanos());
        yield done(set.path());
      }
      case Step.Confirm confirm ->
          stale(confirm.path(), Optional.of(confirm.expected()))
              ? new StepResult.Stale(confirm.path())
              : new StepResult.Done(Optional.of(confirm.expected()), List.of());
      case Step.Remove remove -> remove(remove);
      case Step.Move move -> {
        if (stale(move.from(), Optional.of(move.expected())) || tree.containsKey(move.path())) {
          yield new StepResult.Stale(move.path());
        }
        rename(move.from(), move.path());
        yield done(move.path());
      }
    };
  }

  private StepResult remove(Step.Remove remove) {
    Optional<Observed> now = look(remove.path());
    boolean isDir = remove.expected() instanceof Observed.Dir;
    if (isDir
        ? now.filter(o -> o instanceof Observed.Dir).isEmpty()
        : !now.equals(Optional.of(remove.expected()))) {
      return new StepResult.Stale(remove.path());
    }
    if (!below(remove.path()).isEmpty()) {
      return new StepResult.Failed(
          new SyncError(ErrorCode.DIRECTORY_NOT_EMPTY, remove.path().toString(), "full", "later"));
    }
    Thing gone = tree.remove(remove.path());
    if (gone.kind == 'f') {
      deletes.accept(remove.path(), gone.text);
    }
    return new StepResult.Done(Optional.empty(), List.of());
  }

  boolean isAs(RelPath path, Optional<Observed> expected) {
    Optional<Observed> now = look(path);
    boolean proves = expected.isEmpty() || !Stamps.isVolatile(expected.get().stamp());
    return proves
        ? now.equals(expected)
        : sameBytes(now, expected.get())
            && Stamps.sameBytes(now.get().stamp(), expected.get().stamp())
            && now.get().stamp().executable() == expected.get().stamp().executable();
  }

  private boolean stale(RelPath path, Optional<Observed> expected) {
    return !isAs(path, expected);
  }

  private StepResult done(RelPath path) {
    return new StepResult.Done(look(path), List.of());
  }
}
