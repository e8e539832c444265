package app.bothways.sync.core;

import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A disk that does not tell which files are executable shows a moved one as new. It keeps the bit
 * that it had, as it does when it is edited: nobody took it away.
 */
final class MovedBits {
  /** More are not moved at once by a person; what exceeds it is told without the bit. */
  private static final int REMEMBERED = 10_000;

  private final Index index;
  private final Maker maker;
  private final Map<ContentId, Deque<RelPath>> fresh = new HashMap<>();
  private int size;

  MovedBits(Index index, Maker maker) {
    this.index = index;
    this.maker = maker;
  }

  void scanBegins() {
    fresh.clear();
    size = 0;
  }

  /** What has a name that was not there before. */
  void present(Finding.Present finding) {
    if (finding.observed() instanceof Observed.File file
        && file.stamp().executable() == Executable.UNTOLD
        && size < REMEMBERED) {
      fresh.computeIfAbsent(file.content(), _ -> new ArrayDeque<>()).add(finding.path());
      size++;
    }
  }

  /** To be called before what is gone is buried. */
  void scanEnded(Collection<RelPath> gone) {
    if (fresh.isEmpty()) {
      return;
    }
    for (RelPath path : gone) {
      Optional<ContentId> content =
          index.row(path).filter(Looker::isExecutable).flatMap(row -> row.entry().content());
      content
          .map(fresh::get)
          .map(Deque::poll)
          .flatMap(index::row)
          .filter(row -> row.entry().content().equals(content))
          .ifPresent(this::mark);
    }
  }

  private void mark(Row row) {
    if (row.entry() instanceof FileEntry file && !file.executable()) {
      maker.put(
          new FileEntry(
              file.path(),
              maker.firstOrNext(Optional.of(row)),
              file.size(),
              file.mtimeNanos(),
              true,
              file.contentId(),
              file.previous()),
          row.observed());
    }
  }
}
