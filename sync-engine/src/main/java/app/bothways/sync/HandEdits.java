package app.bothways.sync;

import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Changes to a folder's tree that a person asked for by name. To the engine they are edits like any
 * other, found by looking; what they replace or take away is among the versions afterwards.
 */
final class HandEdits {
  private static final int MOST_TRIES = 3;

  /**
   * Nothing is known of a path, and all above it is said to be directories: where a walk comes upon
   * what it does not know it reads all of it, here maybe half of the folder for one file. Whether
   * they are directories the walk sees for itself. Not only the path's own ancestors, for a scan
   * also looks at where its names may be spelled otherwise, which is as far down.
   */
  private record Above(RelPath path) implements Known {
    private static final Observed DIRECTORY =
        new Observed.Dir(new Stamp(0, 0, 0, 0, Executable.NO));

    @Override
    public List<Item> children(Optional<RelPath> directory) {
      return List.of();
    }

    @Override
    public Optional<Item> at(RelPath at) {
      return at.names().size() < path.names().size()
          ? Optional.of(new Item(at, DIRECTORY))
          : Optional.empty();
    }
  }

  private final FolderDisk disk;
  private final InstantSource clock;
  private final Consumer<Set<RelPath>> lookAt;

  /**
   * @param lookAt told what was changed
   */
  HandEdits(FolderDisk disk, InstantSource clock, Consumer<Set<RelPath>> lookAt) {
    this.disk = disk;
    this.clock = clock;
    this.lookAt = lookAt;
  }

  /** What stands at a path now. */
  Optional<Observed> look(RelPath path) throws IOException {
    var found = new ArrayList<Observed>();
    disk.scan(
        List.of(path),
        new Above(path),
        () -> !found.isEmpty(),
        finding -> {
          if (finding instanceof Finding.Present present && present.path().equals(path)) {
            found.add(present.observed());
          }
        },
        (items, bytes) -> {});
    return found.stream().findFirst();
  }

  /** Makes the path hold a version. */
  void restore(RelPath path, String version) throws IOException, RefusedException {
    put(path, () -> disk.stageVersion(path, version), false);
  }

  /** Where content for {@link #put} comes from. */
  @FunctionalInterface
  private interface Content {
    Staged stage() throws IOException;
  }

  private void put(RelPath path, Content content, boolean executable)
      throws IOException, RefusedException {
    var touched = new HashSet<>(Set.of(path));
    for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
      Optional<Observed> here = look(path);
      if (here.filter(o -> o instanceof Observed.Dir).isPresent()) {
        throw new RefusedException(Refusal.IS_A_DIRECTORY, "'" + path + "' is a directory now.");
      }
      var steps = new ArrayList<Step>();
      path.parent().ifPresent(parent -> makeDirs(parent, steps));
      steps.forEach(step -> touched.add(step.path()));
      if (here.isPresent()) {
        disk.keepVersion(path, here.get());
      }
      boolean isFile = here.filter(o -> o instanceof Observed.File).isPresent();
      if (here.isPresent() && !isFile) {
        steps.add(new Step.Remove(path, here.get()));
      }
      boolean exec = here.map(o -> o.stamp().executable().orElse(executable)).orElse(executable);
      long now = clock.millis() * 1_000_000;
      steps.add(new Step.PutFile(path, content.stage(), now, exec, here.filter(_ -> isFile)));
      if (done(steps, attempt, path)) {
        lookAt.accept(touched);
        return;
      }
    }
  }

  private static void makeDirs(RelPath directory, List<Step> steps) {
    directory.parent().ifPresent(parent -> makeDirs(parent, steps));
    steps.add(new Step.MakeDir(directory));
  }

  /** False when the disk was just changing and it is worth another try. */
  private boolean done(List<Step> steps, int attempt, RelPath path)
      throws IOException, RefusedException {
    boolean stale = false;
    for (StepResult result : disk.apply(steps)) {
      switch (result) {
        case StepResult.Done _ -> {}
        case StepResult.Stale _ -> stale = true;
        case StepResult.Failed failed ->
            throw new RefusedException(
                Refusal.DISK, failed.error().text() + " " + failed.error().next());
      }
    }
    if (stale && attempt == MOST_TRIES) {
      lookAt.accept(Set.of(path));
      throw new RefusedException(
          Refusal.CHANGING, "'" + path + "' is being changed just now; nothing was done.");
    }
    return !stale;
  }

  /** Takes a file or link away; it is among the versions then. */
  void remove(RelPath path) throws IOException, RefusedException {
    for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
      Optional<Observed> here = look(path);
      if (here.isEmpty()) {
        return;
      }
      disk.keepVersion(path, here.get());
      if (done(List.of(new Step.Remove(path, here.get())), attempt, path)) {
        lookAt.accept(Set.of(path));
        return;
      }
    }
  }

  /** Gives a file another name that is free. */
  void rename(RelPath from, RelPath to) throws IOException, RefusedException {
    for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
      Observed here = look(from).orElseThrow(() -> missing(from));
      if (done(List.of(new Step.Move(from, to, here)), attempt, from)) {
        lookAt.accept(Set.of(from, to));
        return;
      }
    }
  }

  private static RefusedException missing(RelPath path) {
    return new RefusedException(Refusal.NO_SUCH_FILE, "'" + path + "' is not on this device.");
  }

  /** The content of {@code copy} takes the place of {@code path}, and the copy's name goes. */
  void replace(RelPath path, RelPath copy) throws IOException, RefusedException {
    Observed other = look(copy).orElseThrow(() -> missing(copy));
    if (!(other instanceof Observed.File file)) {
      throw new RefusedException(Refusal.NOT_A_FILE, "'" + copy + "' is not a file.");
    }
    Content content =
        () ->
            disk.stageCopy(copy, other, file.content())
                .orElseThrow(() -> new IOException("'" + copy + "' is being changed just now"));
    put(path, content, file.stamp().executable().orElse(false));
    disk.keepVersion(copy, other);
    // What a program has written to the copy since it was read stays where it is.
    if (done(List.of(new Step.Remove(copy, other)), 1, copy)) {
      lookAt.accept(Set.of(copy));
    }
  }
}
