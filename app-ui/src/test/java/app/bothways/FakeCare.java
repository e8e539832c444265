package app.bothways;

import app.bothways.sync.Explanation;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.Refusal;
import app.bothways.sync.RefusedException;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The inside of every folder of a fake application: holds what a test puts there, does what it is
 * asked to it, and remembers what it was asked. Any thread.
 */
public final class FakeCare implements FolderCare {
  /** Where all folders seem to lie. */
  public static final Path DISK = Path.of("disk");

  public final List<ConflictCopy> conflicts = new CopyOnWriteArrayList<>();
  public final List<KeptVersion> versions = new CopyOnWriteArrayList<>();
  public final List<Difference> differences = new CopyOnWriteArrayList<>();
  public final Map<RelPath, Explanation> explanations = new ConcurrentHashMap<>();
  public final List<String> own = new CopyOnWriteArrayList<>();
  public final Collection<String> asked;
  public volatile Keeping keeping = Keeping.TRASH_CAN;
  public volatile Optional<Refusal> refuse = Optional.empty();

  /**
   * @param asked where changes that are asked for are noted
   */
  public FakeCare(Collection<String> asked) {
    this.asked = asked;
  }

  @Override
  public Path place(FolderId folder, RelPath path) throws RefusedException {
    check();
    return DISK.resolve(path.toString());
  }

  private void note(String what) throws RefusedException {
    asked.add(what);
    check();
  }

  private void check() throws RefusedException {
    if (refuse.isPresent()) {
      throw new RefusedException(refuse.get(), "That is not possible.");
    }
  }

  @Override
  public void mode(FolderId folder, FolderMode mode) throws RefusedException {
    note("mode " + mode);
  }

  @Override
  public void override(FolderId folder) throws RefusedException {
    note("override");
    differences.clear();
  }

  @Override
  public void revert(FolderId folder) throws RefusedException {
    note("revert");
    differences.clear();
  }

  @Override
  public List<Difference> differences(FolderId folder) throws RefusedException {
    check();
    return List.copyOf(differences);
  }

  @Override
  public Keeping keeping(FolderId folder) throws RefusedException {
    check();
    return keeping;
  }

  @Override
  public void keeping(FolderId folder, Keeping now) throws RefusedException {
    note("keep " + now.perFile());
    keeping = now;
  }

  @Override
  public List<KeptVersion> versions(FolderId folder, Optional<RelPath> path)
      throws RefusedException {
    check();
    return versions.stream().filter(v -> path.isEmpty() || path.get().equals(v.path())).toList();
  }

  @Override
  public void restore(FolderId folder, RelPath path, String version) throws RefusedException {
    note("restore " + path + " " + version);
    if (!versions.removeIf(v -> v.path().equals(path) && v.id().equals(version))) {
      throw new RefusedException(Refusal.NO_SUCH_VERSION, "There is no such version.");
    }
  }

  @Override
  public List<ConflictCopy> conflicts(FolderId folder) throws RefusedException {
    check();
    return List.copyOf(conflicts);
  }

  @Override
  public void resolve(FolderId folder, RelPath path, Keep keep) throws RefusedException {
    note("resolve " + path + " " + keep);
    if (!conflicts.removeIf(c -> c.copy().equals(path) || c.path().equals(path))) {
      throw new RefusedException(Refusal.NO_CONFLICT, "There is no conflict at " + path + ".");
    }
  }

  @Override
  public Explanation explain(FolderId folder, RelPath path) throws RefusedException {
    check();
    return Optional.ofNullable(explanations.get(path))
        .orElseGet(
            () ->
                new Explanation(
                    path,
                    Explanation.State.UNKNOWN,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    "No device has told of this path.",
                    "Look at the name again; case matters."));
  }

  @Override
  public IgnoreLines ignoring(FolderId folder) throws RefusedException {
    check();
    return new IgnoreLines(own, List.of(), List.of());
  }

  @Override
  public IgnoreLines ignore(FolderId folder, List<String> add, List<String> remove)
      throws RefusedException {
    note("ignore " + add + " " + remove);
    own.addAll(add);
    own.removeAll(new ArrayList<>(remove));
    return ignoring(folder);
  }
}
