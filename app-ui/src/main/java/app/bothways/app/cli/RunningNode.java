package app.bothways.app.cli;

import app.bothways.app.Refusal;
import app.bothways.app.control.ControlServer;
import app.bothways.app.control.Served;
import app.bothways.app.home.Home;
import app.bothways.app.home.HomeLock;
import app.bothways.app.home.LogSetup;
import app.bothways.app.home.Settings;
import app.bothways.app.home.SettingsFile;
import app.bothways.app.node.AppNode;
import app.bothways.app.node.NodeStart;
import java.util.concurrent.atomic.AtomicBoolean;

/** A home taken by this process, with its node running and its control socket served. */
final class RunningNode implements AutoCloseable {
  private final HomeLock lock;
  private final AppNode node;
  private final ControlServer control;
  private final RestingHeap heap = RestingHeap.watch();
  private final AtomicBoolean closed = new AtomicBoolean();

  private RunningNode(HomeLock lock, AppNode node, ControlServer control) {
    this.lock = lock;
    this.node = node;
    this.control = control;
  }

  /**
   * Takes the home first: when another process has it, nothing is changed.
   *
   * @throws Refusal when the home is taken or a part cannot be opened
   */
  static RunningNode start(Home home, DaemonOptions.Change change, Served.WindowDoor window)
      throws Refusal {
    home.create();
    HomeLock lock = HomeLock.take(home);
    try {
      LogSetup.toFile(home.logs());
      var file = new SettingsFile(home);
      Settings stored = file.read();
      Settings settings = change.of(stored);
      AppNode node = NodeStart.open(home, settings);
      return new RunningNode(
          lock, node, serve(home, node, window, () -> keep(file, stored, settings)));
    } catch (Refusal | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @FunctionalInterface
  private interface Keeping {
    void run() throws Refusal;
  }

  /** Only settings with which a node could be opened are kept. */
  private static void keep(SettingsFile file, Settings stored, Settings settings) throws Refusal {
    if (!settings.equals(stored)) {
      file.write(settings);
    }
  }

  private static ControlServer serve(
      Home home, AppNode node, Served.WindowDoor window, Keeping keeping) throws Refusal {
    try {
      keeping.run();
      return ControlServer.start(home, new Served(node, node::netEvents, window));
    } catch (Refusal e) {
      node.close();
      throw e;
    }
  }

  AppNode node() {
    return node;
  }

  /** Closes what others see first, the lock last: the next start finds everything closed. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      heap.close();
      control.close();
      node.close();
      lock.close();
    }
  }
}
