package app.bothways.sync.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Java's watch service. It does not say when what is written is complete. */
final class JavaNotices implements Notices {
  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final WatchService service;
  private final Coverage coverage;
  private final Map<WatchKey, Path> watched = new ConcurrentHashMap<>();

  JavaNotices(WatchService service, Coverage coverage) {
    this.service = service;
    this.coverage = coverage;
  }

  @Override
  public void register(Path directory) throws IOException {
    watched.put(directory.register(service, KINDS, coverage.modifiers()), directory);
  }

  @Override
  public List<Notice> await(Optional<Duration> atMost) throws InterruptedException {
    WatchKey key =
        atMost.isPresent()
            ? service.poll(atMost.get().toNanos(), TimeUnit.NANOSECONDS)
            : service.take();
    return key == null ? List.of() : take(key);
  }

  private List<Notice> take(WatchKey key) {
    var notices = new ArrayList<Notice>();
    Optional<Path> directory = Optional.ofNullable(watched.get(key));
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW || directory.isEmpty()) {
        notices.add(new Notice.Overflow(directory));
      } else if (event.context() instanceof Path name) {
        notices.add(new Notice.At(directory.get().resolve(name), sign(event.kind())));
      }
    }
    if (!key.reset()) {
      watched.remove(key);
      directory.ifPresent(gone -> notices.add(new Notice.Ended(gone)));
    }
    return notices;
  }

  private static Notice.Sign sign(WatchEvent.Kind<?> kind) {
    if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
      return Notice.Sign.CREATED;
    }
    return kind == StandardWatchEventKinds.ENTRY_DELETE ? Notice.Sign.REMOVED : Notice.Sign.CHANGED;
  }

  @Override
  public void close() throws IOException {
    service.close();
  }

  @Override
  public void release() {
    // Closing has done it all.
  }
}
