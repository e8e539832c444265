package app.bothways.sync.disk;

import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Optional;

/** What the index last knew to be on this disk. Read-only; may be asked by any thread. */
public interface Known {
  /**
   * @param observed what was seen when it was last in step with the disk
   */
  record Item(RelPath path, Observed observed) {}

  /** What lies directly in {@code directory} (the root when empty), in order of name. */
  List<Item> children(Optional<RelPath> directory);

  Optional<Item> at(RelPath path);

  /** Who takes the chunk lists of what is read. */
  default Chunking chunking() {
    return Chunking.NONE;
  }
}
