package app.bothways.sync.scan;

import app.bothways.sync.disk.Stamps;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Looks now and then, while a larger file is read, whether it is still as it was: what somebody
 * writes meanwhile is read in vain, and the sooner that ends the better. For one thread.
 */
final class Unchanged implements LongConsumer {
  private static final long EVERY = 32L << 20;

  /** It has been written to. */
  static final class Changed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Changed() {
      super("it changed while it was read", null, false, false);
    }
  }

  private final Fs fs;
  private final Path file;
  private final Meta before;
  private final LongConsumer read;
  private long unlooked;

  Unchanged(Fs fs, Path file, Meta before, LongConsumer read) {
    this.fs = fs;
    this.file = file;
    this.before = before;
    this.read = read;
  }

  /**
   * @throws Changed when the same file has another size or time now
   */
  @Override
  public void accept(long bytes) {
    read.accept(bytes);
    unlooked += bytes;
    if (unlooked < EVERY) {
      return;
    }
    unlooked = 0;
    try {
      Meta now = fs.lstat(file);
      boolean same = now.fileKey() == before.fileKey();
      if (same && !Stamps.sameBytes(Stamps.of(before), Stamps.of(now))) {
        throw new Changed();
      }
    } catch (IOException renamed) {
      // The look at the end says what became of the name.
      return;
    }
  }
}
