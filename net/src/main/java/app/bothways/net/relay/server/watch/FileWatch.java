package app.bothways.net.relay.server.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files again and again and tells when one of them is no longer what it was and has stood
 * still for one look, so that a file is rarely read while it is being written. Links are followed.
 * The listener is called on the watch's own daemon thread, never by two at a time.
 */
public final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private record Mark(Optional<Object> identity, long modified, long size) {}

  private final Supplier<List<Path>> files;
  private final Runnable onChange;
  private final Duration every;
  private final Thread thread;
  private List<Mark> handled;

  private FileWatch(Supplier<List<Path>> files, Duration every, Runnable onChange) {
    this.files = files;
    this.every = every;
    this.onChange = onChange;
    this.handled = marks();
    this.thread = Thread.ofPlatform().daemon().name("relay-files").unstarted(this::look);
  }

  /** Changes count from when this is called. */
  public static FileWatch start(Supplier<List<Path>> files, Duration every, Runnable onChange) {
    var watch = new FileWatch(files, every, onChange);
    watch.thread.start();
    return watch;
  }

  private void look() {
    try {
      List<Mark> before = handled;
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(every);
        List<Mark> now = marks();
        if (!now.equals(handled) && now.equals(before)) {
          handled = now;
          tell();
        }
        before = now;
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** A listener that fails must not end the watch. */
  private void tell() {
    try {
      onChange.run();
    } catch (RuntimeException failed) {
      LOG.warn("A changed file could not be taken over", failed);
    }
  }

  private List<Mark> marks() {
    return files.get().stream().map(FileWatch::mark).toList();
  }

  private static Mark mark(Path file) {
    try {
      var now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Mark(
          Optional.ofNullable(now.fileKey()), now.lastModifiedTime().toMillis(), now.size());
    } catch (IOException away) {
      return new Mark(Optional.empty(), -1, -1);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
