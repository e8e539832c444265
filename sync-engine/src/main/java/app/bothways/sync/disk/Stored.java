package app.bothways.sync.disk;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.SyncError;

/** What became of one of several small contents that were staged together. */
public sealed interface Stored {
  /** A small content as it came. */
  record Small(byte[] bytes, ContentId content) {}

  record Whole(Staged staged) implements Stored {}

  record Failed(SyncError error) implements Stored {}
}
