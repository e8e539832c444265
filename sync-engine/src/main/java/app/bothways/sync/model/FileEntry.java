package app.bothways.sync.model;

import java.util.Optional;

/**
 * A regular file.
 *
 * @param mtimeNanos nanoseconds since 1970, as data only: it orders nothing
 * @param executable the owner's execute bit
 * @param previous what the file held before this version, as its maker saw it
 */
public record FileEntry(
    RelPath path,
    Version version,
    long size,
    long mtimeNanos,
    boolean executable,
    ContentId contentId,
    Optional<ContentId> previous)
    implements Entry {
  public FileEntry {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
  }

  @Override
  public Optional<ContentId> content() {
    return Optional.of(contentId);
  }

  /** The same, made from another content, or from none that is known. */
  public FileEntry madeFrom(Optional<ContentId> before) {
    return new FileEntry(path, version, size, mtimeNanos, executable, contentId, before);
  }

  @Override
  public FileEntry withVersion(Version newer) {
    return new FileEntry(path, newer, size, mtimeNanos, executable, contentId, previous);
  }
}
