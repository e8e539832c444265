package app.bothways.sync.watch;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of the system's {@link Notices} a {@link FolderWatcher}, on one daemon thread which also
 * calls the listener. Where the system watches single directories, a new one is first watched and
 * then listed, so that no directory in it is missed; files in it are not told by name, since the
 * new directory itself is, after that.
 */
final class TreeWatcher implements FolderWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(TreeWatcher.class);
  private static final String OURS = ".bothways";
  private static final Duration JOIN = Duration.ofSeconds(5);

  private final Path root;
  private final Coverage coverage;
  private final Listener listener;
  private final Notices notices;
  private final Thread thread;
  private final Gathered gathered = new Gathered();
  private final AtomicBoolean saidDegraded = new AtomicBoolean();

  /**
   * @param root its real path
   * @param notices closed when this is, or fails
   */
  TreeWatcher(Path root, Coverage coverage, Notices notices, Listener listener) throws IOException {
    this.root = root;
    this.coverage = coverage;
    this.listener = listener;
    this.notices = notices;
    try {
      notices.register(root);
    } catch (IOException nothing) {
      notices.close();
      notices.release();
      throw nothing;
    }
    this.thread = Thread.ofPlatform().name("folder-watch").daemon().start(this::run);
  }

  @Override
  public void include(Path directory) {
    if (coverage == Coverage.EACH_DIRECTORY && directory.startsWith(root) && !isOurs(directory)) {
      // Again and again: whatever became of it and its name meanwhile, it is watched under this
      // one.
      tryRegister(directory);
    }
  }

  private void watchBelow(Path start) {
    if (coverage == Coverage.WHOLE_TREE) {
      return;
    }
    Deque<Path> directories = new ArrayDeque<>();
    directories.add(start);
    while (!directories.isEmpty()) {
      Path directory = directories.remove();
      if (hasNoDirectories(directory)) {
        continue;
      }
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory)) {
        for (Path path : inside) {
          if (isOurs(path)) {
            continue;
          }
          if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && tryRegister(path)) {
            directories.add(path);
          }
        }
      } catch (IOException | DirectoryIteratorException unreadable) {
        LOG.debug("cannot list {}", directory, unreadable);
      }
    }
  }

  /**
   * Each directory in another is a name of the other, too, where file systems count names of
   * directories at all. So those that hold files only, perhaps ten thousand, need not be looked
   * through; and should that ever be wrong, the scan that follows watches whatever it enters.
   */
  private static boolean hasNoDirectories(Path directory) {
    try {
      Object names = Files.getAttribute(directory, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
      return names.equals(2);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException cannotTell) {
      return false;
    }
  }

  /** False when this directory, and so all below it, cannot be watched. */
  private boolean tryRegister(Path directory) {
    try {
      notices.register(directory);
      return true;
    } catch (ClosedWatchServiceException closed) {
      return false;
    } catch (IOException cannot) {
      // RACE: a directory that is gone again is no loss.
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          && !saidDegraded.getAndSet(true)) {
        listener.degraded(
            "Some directories, the first of them "
                + root.relativize(directory)
                + ", cannot be watched ("
                + cannot.getMessage()
                + "); changes there are found at the next full scan. On Linux the limit is"
                + " fs.inotify.max_user_watches.");
      }
      return false;
    }
  }

  private boolean isOurs(Path path) {
    return path.startsWith(root.resolve(OURS));
  }

  private void run() {
    try {
      while (true) {
        Optional<Duration> due = gathered.due(System.nanoTime());
        notices.await(due).forEach(this::take);
        gathered.take(System.nanoTime()).ifPresent(this::tell);
      }
    } catch (ClosedWatchServiceException closed) {
      return;
    } catch (IOException failed) {
      listener.degraded("Changes cannot be watched any more: " + failed.getMessage());
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      notices.release();
    }
  }

  private void tell(Gathered.Word word) {
    switch (word) {
      case Gathered.Word.Changed(var paths) -> listener.changed(paths);
      case Gathered.Word.Lost lost -> listener.lost();
    }
  }

  private void take(Notice notice) {
    switch (notice) {
      case Notice.At at -> changed(at.path(), at.sign());
      case Notice.Overflow(var directory) -> overflow(directory);
      case Notice.Ended(var directory) -> {
        if (root.equals(directory)) {
          gathered.lose(System.nanoTime());
        }
      }
    }
  }

  /** The system kept too much for one watch: all below it is to be looked at again. */
  private void overflow(Optional<Path> directory) {
    if (directory.isEmpty() || directory.get().equals(root)) {
      gathered.lose(System.nanoTime());
    } else {
      note(directory.get(), Notice.Sign.CHANGED);
    }
    // New directories may be among what was lost; a second watch of one is the same watch.
    watchBelow(directory.orElse(root));
  }

  private void changed(Path path, Notice.Sign sign) {
    if (isOurs(path)) {
      return;
    }
    note(path, sign);
    boolean fresh = sign == Notice.Sign.CREATED || sign == Notice.Sign.ARRIVED;
    if (coverage == Coverage.EACH_DIRECTORY
        && fresh
        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && tryRegister(path)) {
      // RACE: what was made in it before it was watched is below what was noted, which is told
      // after this.
      watchBelow(path);
    }
  }

  private void note(Path path, Notice.Sign sign) {
    String text =
        root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    RelPath.parse(text)
        .ifPresentOrElse(
            relative -> gathered.add(relative, sign, System.nanoTime()),
            () -> gathered.lose(System.nanoTime()));
  }

  @Override
  public void close() {
    try {
      notices.close();
      // From the listener itself there is nothing to wait for.
      if (Thread.currentThread() != thread) {
        thread.join(JOIN);
      }
    } catch (IOException never) {
      LOG.debug("closing a watch service", never);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
