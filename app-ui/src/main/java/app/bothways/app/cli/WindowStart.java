package app.bothways.app.cli;

import app.bothways.app.control.ControlClient;
import app.bothways.app.home.AppDirs.Os;
import java.util.Optional;

/** {@code bothways} without a command. */
final class WindowStart {
  private final Root root;

  WindowStart(Root root) {
    this.root = root;
  }

  /** Shows the window of the node that runs for this home, or starts one with a window. */
  int run() throws Exception {
    Optional<ControlClient> other = ControlClient.connect(root.home());
    if (other.isPresent()) {
      try (ControlClient client = other.get()) {
        client.call("window.show", Root.params());
        return Exit.DONE;
      } catch (ControlClient.CallException e) {
        throw new CliException(Exit.FAILED, e.getMessage(), e);
      }
    }
    String platform = Optional.ofNullable(System.getProperty("glass.platform")).orElse("");
    if (!Display.available(Os.current(), root.io().env(), platform)) {
      throw new CliException(
          Exit.FAILED,
          "there is no display to open a window on; use bothways daemon, see bothways --help");
    }
    return open();
  }

  private int open() throws Exception {
    RunningNode running =
        RunningNode.start(root.home(), DaemonOptions.Change.NONE, _ -> root.screen().show());
    Thread hook = Running.onStop(running, Exit.DONE);
    try {
      root.screen().open(running.node());
      return Exit.DONE;
    } finally {
      Running.noLonger(hook);
      running.close();
    }
  }
}
