package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import java.util.Optional;

/**
 * Paths as keys: the directory, with NUL between names so that all below a directory is one run,
 * and the name. A directory's key is a beginning of the keys of all that it holds.
 */
final class Keys {
  static final int FILE = 1;
  static final int DIR = 2;
  static final int LINK = 3;
  static final int TOMBSTONE = 4;

  /** Remembered only. */
  static final int HELD = 5;

  private Keys() {}

  static String parent(RelPath path) {
    return key(path.parent());
  }

  static String key(Optional<RelPath> directory) {
    return directory.map(d -> d.toString().replace('/', '\0')).orElse("");
  }

  /** The path whose {@link #parent} and name these are. */
  static RelPath path(String parent, String name) {
    return RelPath.of(parent.isEmpty() ? name : parent.replace('\0', '/') + "/" + name);
  }

  static int kind(Row row) {
    return row.isHeld() ? HELD : kind(row.entry());
  }

  static int kind(Entry entry) {
    return switch (entry) {
      case FileEntry _ -> FILE;
      case DirEntry _ -> DIR;
      case LinkEntry _ -> LINK;
      case Tombstone _ -> TOMBSTONE;
    };
  }

  static long size(Entry entry) {
    return entry instanceof FileEntry file ? file.size() : 0;
  }
}
