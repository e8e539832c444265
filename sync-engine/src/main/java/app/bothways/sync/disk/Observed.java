package app.bothways.sync.disk;

import app.bothways.sync.model.ContentId;

/** What stands at a path on disk. */
public sealed interface Observed {
  Stamp stamp();

  /** A regular file whose whole content was read between two equal looks at its metadata. */
  record File(Stamp stamp, ContentId content) implements Observed {}

  record Dir(Stamp stamp) implements Observed {}

  record Link(Stamp stamp, String target) implements Observed {}
}
