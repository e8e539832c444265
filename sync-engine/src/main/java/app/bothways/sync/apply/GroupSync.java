package app.bothways.sync.apply;

import app.bothways.sync.fs.Fs;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Brings many small files to disk together. One call for the whole file system costs as much as a
 * few single ones; but it also waits for what other programs have written, so after a slow one the
 * files are synced by themselves for a while, several at a time. Any thread.
 */
final class GroupSync {
  private static final int WORTH_IT = 16;
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration AVOIDED = Duration.ofSeconds(30);

  private final Fs fs;
  private final Path directory;
  private final ExecutorService syncers;
  private volatile long avoidUntil = System.nanoTime();

  GroupSync(Fs fs, Path directory, ExecutorService syncers) {
    this.fs = fs;
    this.directory = directory;
    this.syncers = syncers;
  }

  /** Returns when the content and the metadata of all are on the disk itself. */
  void sync(List<Path> files) throws IOException {
    long begun = System.nanoTime();
    if (files.size() >= WORTH_IT && begun - avoidUntil >= 0 && fs.forceAll(directory)) {
      if (System.nanoTime() - begun > SLOW.toNanos()) {
        avoidUntil = System.nanoTime() + AVOIDED.toNanos();
      }
      return;
    }
    each(files);
  }

  private void each(List<Path> files) throws IOException {
    var jobs = new ArrayList<Future<?>>(files.size());
    try {
      for (Path file : files) {
        jobs.add(
            syncers.submit(
                () -> {
                  // Not the handle that wrote it: what a file holds is synced by whichever.
                  try (FileChannel channel = fs.reopen(file)) {
                    fs.force(channel);
                  }
                  return file;
                }));
      }
      for (Future<?> job : jobs) {
        job.get();
      }
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
}
