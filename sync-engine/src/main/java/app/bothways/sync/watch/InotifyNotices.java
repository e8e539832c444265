package app.bothways.sync.watch;

import app.bothways.sync.fs.Inotify;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Linux: says also when a file that was written is closed, and what is a rename. */
final class InotifyNotices implements Notices {
  private final Inotify inotify;
  private final Map<Integer, Path> watched = new ConcurrentHashMap<>();

  /** The last name that something went from, to be found under another. */
  private Optional<Left> left = Optional.empty();

  private record Left(int cookie, Path path) {}

  InotifyNotices(Inotify inotify) {
    this.inotify = inotify;
  }

  @Override
  public void register(Path directory) throws IOException {
    watched.put(inotify.add(directory), directory);
  }

  @Override
  public List<Notice> await(Optional<Duration> atMost) throws IOException {
    var notices = new ArrayList<Notice>();
    inotify.await(atMost).forEach(event -> take(event, notices));
    return notices;
  }

  private void take(Inotify.Event event, List<Notice> notices) {
    if (event.is(Inotify.OVERFLOW)) {
      notices.add(new Notice.Overflow(Optional.empty()));
      return;
    }
    Optional<Path> directory = Optional.ofNullable(watched.get(event.watch()));
    if (event.is(Inotify.IGNORED)) {
      watched.remove(event.watch());
      directory.ifPresent(gone -> notices.add(new Notice.Ended(gone)));
    } else if (directory.isPresent() && event.name().isPresent()) {
      named(event, directory.get().resolve(event.name().get()), notices);
    } else if (directory.isPresent() && !event.is(Inotify.ATTRIB)) {
      // A name that Java cannot say: somewhere in this directory.
      notices.add(new Notice.Overflow(directory));
    }
  }

  private void named(Inotify.Event event, Path path, List<Notice> notices) {
    if (event.is(Inotify.MOVED_FROM)) {
      left = Optional.of(new Left(event.cookie(), path));
      notices.add(new Notice.At(path, Notice.Sign.REMOVED));
    } else if (event.is(Inotify.MOVED_TO)) {
      left.filter(l -> l.cookie() == event.cookie())
          .ifPresent(l -> notices.add(new Notice.At(l.path(), Notice.Sign.RENAMED)));
      left = Optional.empty();
      notices.add(new Notice.At(path, Notice.Sign.ARRIVED));
    } else {
      notices.add(new Notice.At(path, sign(event)));
    }
  }

  private static Notice.Sign sign(Inotify.Event event) {
    if (event.is(Inotify.CREATE)) {
      return Notice.Sign.CREATED;
    }
    if (event.is(Inotify.DELETE)) {
      return Notice.Sign.REMOVED;
    }
    if (event.is(Inotify.CLOSE_WRITE)) {
      return Notice.Sign.WRITTEN;
    }
    return event.is(Inotify.ATTRIB) ? Notice.Sign.TOUCHED : Notice.Sign.CHANGED;
  }

  @Override
  public void close() {
    inotify.close();
  }

  @Override
  public void release() {
    inotify.release();
  }
}
