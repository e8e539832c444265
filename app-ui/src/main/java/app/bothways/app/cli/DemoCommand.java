package app.bothways.app.cli;

import app.bothways.app.demo.Demo;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Shows everything on this machine alone: two devices, a relay, a folder.")
final class DemoCommand implements Callable<Integer> {
  private final Root root;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "0",
      description = "Goes on changing files on both sides for N seconds.")
  private int seconds;

  DemoCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    if (seconds < 0 || seconds > 86_400) {
      throw CliException.usage("--seconds takes 0 to 86400, not " + seconds);
    }
    Demo demo = new Demo(root::say);
    // 130: what a shell expects of a program that Ctrl-C has ended.
    Thread hook = Running.onStop(demo, 130);
    try {
      Demo.Summary shown = demo.play(Duration.ofSeconds(seconds));
      summary(shown);
      return Exit.DONE;
    } catch (Demo.DemoException e) {
      throw new CliException(Exit.FAILED, "the demo failed: " + e.getMessage(), e);
    } finally {
      Running.noLonger(hook);
      demo.close();
    }
  }

  private void summary(Demo.Summary summary) {
    root.print(
        Root.params()
            .put("event", "done")
            .put("files", summary.files())
            .put("bytes", summary.bytes())
            .put("winner", summary.winner().name().toLowerCase(Locale.ROOT))
            .put("raceMs", summary.race().toMillis())
            .put("relayedToDirectMs", summary.relayedToDirect().toMillis())
            .put("ms", summary.took().toMillis()));
    root.say("");
    new Table()
        .row("Files", summary.files() + ", " + Words.bytes(summary.bytes()) + ", every byte equal")
        .row("Paired", "by link, first over " + summary.winner().name().toLowerCase(Locale.ROOT))
        .row("Path", "relayed, then direct " + summary.relayedToDirect().toMillis() + " ms later")
        .row("Sent", sent(summary.traffic().sentDirect(), summary.traffic().sentRelay()))
        .row(
            "Received", sent(summary.traffic().receivedDirect(), summary.traffic().receivedRelay()))
        .row("Time", String.format(Locale.ROOT, "%.1f s", summary.took().toMillis() / 1000.0))
        .lines()
        .forEach(root::say);
  }

  private static String sent(long direct, long relay) {
    return Words.bytes(direct) + " direct, " + Words.bytes(relay) + " by relay (Laptop)";
  }
}
