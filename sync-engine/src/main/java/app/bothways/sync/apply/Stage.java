package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole files waiting to be put at their places. Many threads may stage at once; what they wrote is
 * brought to disk by {@code syncers}, several files at a time, since one after the other would be
 * ten times slower.
 */
public final class Stage {
  static final String UNFINISHED = ".part";
  private static final int BUFFER = 128 * 1024;
  private static final long MAX_RESERVE = 16L << 20;

  private final Workplace workplace;
  private final ExecutorService syncers;
  private final Map<ContentId, Queue<Staged>> leftovers = new ConcurrentHashMap<>();
  private final AtomicLong promised = new AtomicLong();

  public Stage(Workplace workplace, ExecutorService syncers) {
    this.workplace = workplace;
    this.syncers = syncers;
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#stage}. */
  public Staged stage(InputStream in, long size, ContentId content) throws IOException {
    workplace.readyForOurs();
    promised.addAndGet(size);
    try {
      checkSpace();
      return write(in, size, content);
    } catch (DiskException known) {
      throw known;
    } catch (IOException failed) {
      throw workplace.failure(failed);
    } finally {
      promised.addAndGet(-size);
    }
  }

  /** Disk full is to be noticed now and not at the last byte. */
  private void checkSpace() throws IOException {
    Fs fs = workplace.fs();
    long reserve = Math.min(MAX_RESERVE, fs.totalBytes(workplace.stage()) / 100);
    long free = fs.freeBytes(workplace.stage());
    if (free - reserve < promised.get()) {
      throw new DiskException(
          DiskErrors.make(
              ErrorCode.DISK_FULL,
              "",
              free / 1024 + " KiB free, " + promised.get() / 1024 + " KiB needed"));
    }
  }

  private Staged write(InputStream in, long size, ContentId content) throws IOException {
    String name = content + "-" + workplace.number();
    Path part = workplace.staged(name + UNFINISHED);
    Fs fs = workplace.fs();
    try {
      try (FileChannel channel = fs.create(part)) {
        copy(in, size, content, channel);
        sync(channel);
      }
      // CRASH: a name without the suffix means that the content is whole and on disk.
      fs.publish(part, workplace.staged(name));
      return new Staged(name, size, content);
    } catch (IOException failed) {
      deleteQuietly(part);
      throw failed;
    }
  }

  private static void copy(InputStream in, long size, ContentId content, FileChannel out)
      throws IOException {
    MessageDigest digest = Hasher.sha256();
    byte[] buffer = new byte[Math.clamp(size + 1, 1, BUFFER)];
    long written = 0;
    while (written <= size) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, size - written + 1));
      if (n < 0) {
        break;
      }
      digest.update(buffer, 0, n);
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      written += n;
    }
    if (written != size || !ContentId.of(digest.digest()).equals(content)) {
      String detail = written == size ? "other content" : "other length than " + size + " bytes";
      throw new DiskException(DiskErrors.make(ErrorCode.CONTENT_DAMAGED, "", detail));
    }
  }

  private void sync(FileChannel channel) throws IOException {
    try {
      syncers
          .submit(
              () -> {
                workplace.fs().force(channel);
                return channel;
              })
          .get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException io -> throw io;
        case Error error -> throw error;
        case Throwable other -> throw new IllegalStateException(other);
      }
    } catch (RejectedExecutionException closed) {
      throw new IOException("the folder's disk was closed", closed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("staging was interrupted");
    }
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#staged}; each leftover is handed out once. */
  public Optional<Staged> leftover(ContentId content) {
    Queue<Staged> queue = leftovers.getOrDefault(content, new ConcurrentLinkedQueue<>());
    for (Staged next = queue.poll(); next != null; next = queue.poll()) {
      try {
        if (Hasher.hash(workplace.fs(), workplace.staged(next.name())).equals(content)) {
          return Optional.of(next);
        }
      } catch (IOException unreadable) {
        // As good as none: it is fetched again.
      }
      discard(next);
    }
    return Optional.empty();
  }

  /** A whole file of an earlier run. */
  void adopt(Staged staged) {
    leftovers.computeIfAbsent(staged.content(), c -> new ConcurrentLinkedQueue<>()).add(staged);
  }

  /** A whole file that was on its way into the tree when the program ended. */
  void putBack(Path slot, ContentId content) throws IOException {
    Meta meta = workplace.fs().lstat(slot);
    String name = content + "-" + workplace.number();
    workplace.fs().publish(slot, workplace.staged(name));
    adopt(new Staged(name, meta.size(), content));
  }

  public void discard(Staged staged) {
    deleteQuietly(workplace.staged(staged.name()));
  }

  private void deleteQuietly(Path file) {
    try {
      workplace.fs().delete(file);
    } catch (IOException gone) {
      // Nothing to take away, or it goes at the next start.
      return;
    }
  }
}
