package app.bothways.sync.scan;

import app.bothways.sync.fs.Dir;
import app.bothways.sync.guard.Root;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.util.Optional;

/**
 * The directory in which the last path lay, entered once: paths come in order, and many lie side by
 * side. For one thread.
 *
 * <p>RACE: a directory that gets another name while it is held is looked at under the one that it
 * had, as one is whose listing was read before that. Whoever tells of the rename, be it the watcher
 * or the next scan of all, makes both names be looked at after this.
 */
final class HeldParent implements AutoCloseable {
  private final Root root;
  private Optional<Held> held = Optional.empty();

  private record Held(Optional<RelPath> directory, Dir dir) {}

  HeldParent(Root root) {
    this.root = root;
  }

  /** Valid until this is asked again or closed. */
  Dir of(RelPath path) throws IOException {
    Optional<RelPath> directory = path.parent();
    if (held.filter(h -> h.directory.equals(directory)).isEmpty()) {
      close();
      held = Optional.of(new Held(directory, root.parentOf(path).looking()));
    }
    return held.get().dir;
  }

  /** Lets it go; the next one is entered anew. */
  @Override
  public void close() {
    held.ifPresent(h -> h.dir.close());
    held = Optional.empty();
  }
}
