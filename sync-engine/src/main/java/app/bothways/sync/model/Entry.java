package app.bothways.sync.model;

import java.util.Optional;

/** One name in a folder and what it stands for, in one version. */
public sealed interface Entry permits FileEntry, DirEntry, LinkEntry, Tombstone {
  RelPath path();

  Version version();

  Entry withVersion(Version version);

  /** What a file holds; empty for everything else. */
  default Optional<ContentId> content() {
    return Optional.empty();
  }

  /** The content of the file that this was made from, if it was made from one. */
  default Optional<ContentId> previous() {
    return Optional.empty();
  }
}
