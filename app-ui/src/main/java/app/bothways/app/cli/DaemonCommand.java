package app.bothways.app.cli;

import app.bothways.app.node.AppNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "daemon",
    description = "Runs this device without a window until it is told to stop (TERM).",
    footer = {"", "Options are kept: the next start without options uses them again."})
final class DaemonCommand implements Callable<Integer> {
  private final Root root;

  @Mixin private DaemonOptions options;

  DaemonCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    DaemonOptions.Change change = options.check();
    var window = new LateWindow(root.io().env(), root.screen());
    RunningNode running = RunningNode.start(root.home(), change, window::show);
    AppNode node = running.node();
    root.print(
        Root.params()
            .put("event", "ready")
            .put("nodeId", node.id().toString())
            .put("name", node.status().name())
            .put("port", node.port()));
    root.say("Bothways is running as \"" + node.status().name() + "\" for " + root.home() + ".");
    String reach = node.port() == 0 ? "reached by relay only" : "UDP port " + node.port();
    root.say("Device id " + node.id() + ", " + reach + ". Ctrl-C stops it.");
    root.io().out().flush();
    return Running.untilStopped(running);
  }
}
