package app.bothways.sync.index;

import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.core.Index.Need;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;

/** Sums that are kept in step with the tables, so that nobody has to count rows. */
final class Counts {
  long files;
  long dirs;
  long bytes;
  long needItems;
  long needBytes;

  /** Of all rows. */
  long digest;

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

  Totals totals() {
    return new Totals(files, dirs, bytes);
  }

  Need need() {
    return new Need(needItems, needBytes);
  }
}
