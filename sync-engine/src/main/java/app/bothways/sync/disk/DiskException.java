package app.bothways.sync.disk;

import app.bothways.sync.model.SyncError;
import java.io.IOException;

/** A failure on disk with its {@link SyncError}. */
public final class DiskException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient SyncError error;

  public DiskException(SyncError error) {
    super(error.text());
    this.error = error;
  }

  public DiskException(SyncError error, Throwable cause) {
    super(error.text(), cause);
    this.error = error;
  }

  public SyncError error() {
    return error;
  }
}
