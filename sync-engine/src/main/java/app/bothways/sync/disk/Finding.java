package app.bothways.sync.disk;

import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;

/** One difference between the disk and what was {@link Known}. */
public sealed interface Finding {
  RelPath path();

  /** New, or other than known in kind, content, target or execute bit, or only in its stamp. */
  record Present(RelPath path, Observed observed) implements Finding {}

  /** Known, but surely no longer there; everything below a gone directory is reported too. */
  record Gone(RelPath path) implements Finding {}

  /** Could not be looked at: says nothing about whether it exists. */
  record Unknown(RelPath path, SyncError error) implements Finding {}
}
