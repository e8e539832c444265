package app.bothways.sync.watch;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java's watch service as a {@link FolderWatcher}, on one daemon thread which also calls the
 * listener. Where the system watches single directories, a new one is first watched and then
 * listed, so that what is made in it meanwhile is told by one of the two.
 */
final class ServiceWatcher implements FolderWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceWatcher.class);
  private static final String OURS = ".bothways";
  private static final Duration JOIN = Duration.ofSeconds(5);
  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final Path root;
  private final Coverage coverage;
  private final Listener listener;
  private final WatchService service;
  private final Thread thread;

  /** Guards itself and {@link #places}, so that no event comes before its key is known. */
  private final Map<WatchKey, Path> watched = new HashMap<>();

  private final Set<Path> places = new HashSet<>();
  private final Gathered gathered = new Gathered();
  private final AtomicBoolean saidDegraded = new AtomicBoolean();

  ServiceWatcher(Path root, Coverage coverage, Listener listener) throws IOException {
    this.root = root.toRealPath();
    this.coverage = coverage;
    this.listener = listener;
    this.service = this.root.getFileSystem().newWatchService();
    try {
      register(this.root);
    } catch (IOException nothing) {
      service.close();
      throw nothing;
    }
    this.thread = Thread.ofPlatform().name("folder-watch").daemon().start(this::run);
  }

  /** Told of every path found while a directory was taken in. */
  private interface Found {
    void at(Path path);
  }

  private void register(Path directory) throws IOException {
    synchronized (watched) {
      WatchKey key = directory.register(service, KINDS, coverage.modifiers());
      Path before = watched.put(key, directory);
      if (before != null) {
        // It was renamed: the same directory, and so the same watch.
        places.remove(before);
      }
      places.add(directory);
    }
  }

  private Optional<Path> placeOf(WatchKey key) {
    synchronized (watched) {
      return Optional.ofNullable(watched.get(key));
    }
  }

  private void forget(WatchKey key) {
    synchronized (watched) {
      Path place = watched.remove(key);
      if (place != null && !watched.containsValue(place)) {
        places.remove(place);
      }
    }
  }

  @Override
  public void include(Path directory) {
    if (coverage == Coverage.WHOLE_TREE || !directory.startsWith(root) || isOurs(directory)) {
      return;
    }
    synchronized (watched) {
      if (places.contains(directory)) {
        return;
      }
    }
    tryRegister(directory);
  }

  private void watchBelow(Path start, Found found) {
    if (coverage == Coverage.WHOLE_TREE) {
      return;
    }
    Deque<Path> directories = new ArrayDeque<>();
    directories.add(start);
    while (!directories.isEmpty()) {
      Path directory = directories.remove();
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory)) {
        for (Path path : inside) {
          if (isOurs(path)) {
            continue;
          }
          found.at(path);
          if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && tryRegister(path)) {
            directories.add(path);
          }
        }
      } catch (IOException | DirectoryIteratorException unreadable) {
        LOG.debug("cannot list {}", directory, unreadable);
      }
    }
  }

  /** False when this directory, and so all below it, cannot be watched. */
  private boolean tryRegister(Path directory) {
    try {
      register(directory);
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
        WatchKey key =
            due.isPresent()
                ? service.poll(due.get().toNanos(), TimeUnit.NANOSECONDS)
                : service.take();
        if (key != null) {
          take(key);
        }
        gathered.take(System.nanoTime()).ifPresent(this::tell);
      }
    } catch (ClosedWatchServiceException closed) {
      return;
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Gathered.Word word) {
    switch (word) {
      case Gathered.Word.Changed(var paths) -> listener.changed(paths);
      case Gathered.Word.Lost lost -> listener.lost();
    }
  }

  private void take(WatchKey key) {
    Optional<Path> place = placeOf(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW || place.isEmpty()) {
        overflow(place);
      } else if (event.context() instanceof Path name) {
        changed(place.get().resolve(name), event.kind());
      }
    }
    if (!key.reset()) {
      forget(key);
      if (place.filter(root::equals).isPresent()) {
        gathered.lose(System.nanoTime());
      }
    }
  }

  /** The system kept too much for one watch: all below it is to be looked at again. */
  private void overflow(Optional<Path> place) {
    if (place.filter(directory -> !directory.equals(root)).isEmpty()) {
      gathered.lose(System.nanoTime());
    } else {
      note(place.get());
    }
    // New directories may be among what was lost; a second watch of one is the same watch.
    place.ifPresent(directory -> watchBelow(directory, path -> {}));
  }

  private void changed(Path path, WatchEvent.Kind<?> kind) {
    if (isOurs(path)) {
      return;
    }
    note(path);
    if (coverage == Coverage.EACH_DIRECTORY
        && kind == StandardWatchEventKinds.ENTRY_CREATE
        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && tryRegister(path)) {
      watchBelow(path, this::note);
    }
  }

  private void note(Path path) {
    String text =
        root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    RelPath.parse(text)
        .ifPresentOrElse(
            relative -> gathered.add(relative, System.nanoTime()),
            () -> gathered.lose(System.nanoTime()));
  }

  @Override
  public void close() {
    try {
      service.close();
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
