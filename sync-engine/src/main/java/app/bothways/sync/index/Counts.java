package app.bothways.sync.index;

import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.core.Index.Need;
import app.bothways.sync.core.Remote;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import java.util.List;

/** Sums that are kept in step with the tables, so that nobody has to count rows. */
final class Counts {
  long files;
  long dirs;
  long bytes;
  long needItems;
  long needBytes;

  /** Of all rows. */
  long digest;

  /** Adds or takes away what is needed at one name, of which others have these. */
  void need(List<Remote> there, int sign) {
    if (!there.isEmpty()) {
      needItems += sign;
      needBytes += sign * there.stream().mapToLong(r -> Keys.size(r.entry())).max().orElse(0);
    }
  }

  void add(Entry entry, int sign) {
    digest += sign * Digest.of(entry);
    switch (entry) {
      case FileEntry file -> {
        files += sign;
        bytes += sign * file.size();
      }
      case DirEntry _ -> dirs += sign;
      default -> {}
    }
  }

  boolean sameAs(Counts other) {
    return files == other.files
        && dirs == other.dirs
        && bytes == other.bytes
        && digest == other.digest;
  }

  void set(Counts other) {
    files = other.files;
    dirs = other.dirs;
    bytes = other.bytes;
    digest = other.digest;
  }

  Totals totals() {
    return new Totals(files, dirs, bytes);
  }

  Need need() {
    return new Need(needItems, needBytes);
  }
}
