package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.model.ErrorCode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Promises of free space: nothing begins to be written for which, with all else that is under way,
 * there is no room. A little is left free for what is not counted. Any thread.
 */
final class Space {
  private static final long MAX_LEFT = 16L << 20;

  private final Workplace workplace;
  private final AtomicLong promised = new AtomicLong();

  Space(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Room for bytes that are not written yet. */
  final class Promise implements AutoCloseable {
    private final AtomicLong left;

    private Promise(long bytes) {
      left = new AtomicLong(bytes);
    }

    /** These bytes are on the disk now, so they are missing from its free space already. */
    void used(long bytes) {
      long before = left.getAndUpdate(l -> Math.max(0, l - bytes));
      promised.addAndGet(-Math.min(before, bytes));
    }

    @Override
    public void close() {
      promised.addAndGet(-left.getAndSet(0));
    }
  }

  /**
   * @throws DiskException {@code DISK_FULL} when {@code bytes} more cannot be had; nothing is
   *     promised then
   */
  Promise promise(long bytes) throws IOException {
    Fs fs = workplace.fs();
    long wanted = promised.addAndGet(bytes);
    try {
      long keep = Math.min(MAX_LEFT, fs.totalBytes(workplace.stage()) / 100);
      long free = fs.freeBytes(workplace.stage());
      if (free - keep < wanted) {
        throw new DiskException(
            DiskErrors.make(
                ErrorCode.DISK_FULL,
                "",
                free / 1024 + " KiB free, " + wanted / 1024 + " KiB needed"));
      }
      return new Promise(bytes);
    } catch (IOException | RuntimeException failed) {
      promised.addAndGet(-bytes);
      throw failed;
    }
  }
}
