package app.bothways.sync.scan;

import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.FolderDisk.ScanProgress;
import app.bothways.sync.disk.Known;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.guard.Root;
import app.bothways.sync.guard.Scrambling;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Scans of one folder; several may run at once. Content is read by {@code readers}. */
public record Scanner(
    Fs fs, Root root, InstantSource clock, Readers readers, Scrambling scrambling) {

  /** What a scan is asked and where it tells. */
  public record Request(
      Known known,
      IgnoreRules rules,
      BooleanSupplier cancelled,
      Consumer<Finding> findings,
      ScanProgress progress) {

    /** Whether nothing at a name is to be looked at, neither it nor what it may hold. */
    boolean skips(RelPath path, Meta.Kind kind) {
      return kind == Meta.Kind.DIR ? !rules.mayHoldIncluded(path) : rules.ignores(path);
    }
  }

  /**
   * As {@link app.bothways.sync.disk.FolderDisk#scan}; an empty list means the whole tree.
   *
   * @throws DiskException when the root is missing or replaced, before or during the scan; then
   *     nothing was said to be gone
   */
  public void scan(List<RelPath> below, Request request) throws IOException {
    checkRoot();
    try {
      walk(below, request);
    } catch (RejectedExecutionException closed) {
      throw new IOException("the folder's disk was closed", closed);
    }
  }

  private void walk(List<RelPath> below, Request request) throws IOException {
    var walk = new Walk(this, request);
    try (walk) {
      if (below.isEmpty()) {
        walk.directory(Optional.empty());
      } else {
        targets(walk, below);
      }
    }
    walk.finishReading();
    // A root that vanished meanwhile makes everything look gone: believe nothing of it.
    checkRoot();
    walk.tellGone();
  }

  private static void targets(Walk walk, List<RelPath> below) throws IOException {
    var asked = below.stream().filter(p -> !Root.isOurs(p)).sorted().toList();
    var targets = Stream.concat(asked.stream(), walk.alsoMeant(asked).stream()).sorted().toList();
    Optional<RelPath> done = Optional.empty();
    for (RelPath target : targets) {
      if (done.filter(d -> target.equals(d) || target.isBelow(d)).isEmpty()) {
        walk.target(target);
        done = Optional.of(target);
      }
    }
  }

  private void checkRoot() throws DiskException {
    var error = root.check();
    if (error.isPresent()) {
      throw new DiskException(error.get());
    }
  }
}
