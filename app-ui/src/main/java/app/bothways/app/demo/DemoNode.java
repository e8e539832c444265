package app.bothways.app.demo;

import app.bothways.app.Refusal;
import app.bothways.app.home.Home;
import app.bothways.app.home.HomeLock;
import app.bothways.app.home.Settings;
import app.bothways.app.home.SettingsFile;
import app.bothways.app.node.AppNode;
import app.bothways.app.node.NodeStart;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.RelayMode;
import app.bothways.net.Subscription;
import app.bothways.net.address.RelayUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One whole Bothways in a directory of its own. */
final class DemoNode implements AutoCloseable {
  private final HomeLock lock;
  private final AppNode app;
  private final Path files;

  private DemoNode(HomeLock lock, AppNode app, Path files) {
    this.lock = lock;
    this.app = app;
    this.files = files;
  }

  /** On the loopback interface only, found by nobody: the relay is the one way to begin. */
  static DemoNode start(Path directory, String name, RelayUrl relay, String loopback)
      throws Refusal, IOException {
    var settings =
        new Settings(
            Optional.of(name),
            0,
            new RelayMode.Custom(List.of(RelayMode.Relay.of(relay))),
            new Settings.Reach(DirectMode.ON, MdnsMode.OFF, Settings.LookupMode.OFF),
            List.of(loopback));
    var home = new Home(directory.resolve("home"));
    home.create();
    HomeLock lock = HomeLock.take(home);
    new SettingsFile(home).write(settings);
    Path files = Files.createDirectory(directory.resolve("Sample folder"));
    return new DemoNode(lock, NodeStart.open(home, settings), files);
  }

  AppNode app() {
    return app;
  }

  Path files() {
    return files;
  }

  /**
   * Waits until there is a value.
   *
   * @return empty when the time was up first
   */
  <T> Optional<T> await(Duration patience, Supplier<Optional<T>> value)
      throws InterruptedException {
    var changed = new Semaphore(0);
    long end = System.nanoTime() + patience.toNanos();
    try (Subscription _ = app.changes(changed::release)) {
      while (true) {
        Optional<T> now = value.get();
        long left = end - System.nanoTime();
        if (now.isPresent() || left <= 0) {
          return now;
        }
        // The node signals every change; the bound only keeps the end in sight.
        if (changed.tryAcquire(Math.min(left, 1_000_000_000L), TimeUnit.NANOSECONDS)) {
          changed.drainPermits();
        }
      }
    }
  }

  @Override
  public void close() {
    app.close();
    lock.close();
  }
}
