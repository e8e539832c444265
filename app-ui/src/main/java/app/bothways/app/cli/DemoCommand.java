package app.bothways.app.cli;

import app.bothways.app.demo.Demo;
import app.bothways.app.demo.Volume;
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

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "0",
      description = "Also sends N files of 4 KiB, and renames their directory.")
  private int files;

  @Option(
      names = "--mib",
      paramLabel = "N",
      defaultValue = "0",
      description = "Also sends one file of N MiB, and changes 1 MiB of it.")
  private int mebibytes;

  DemoCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    bounded("--seconds", seconds, 86_400);
    bounded("--files", files, Volume.MOST_FILES);
    bounded("--mib", mebibytes, Volume.MOST_MEBIBYTES);
    Demo demo = new Demo(root::say);
    // 130: what a shell expects of a program that Ctrl-C has ended.
    Thread hook = Running.onStop(demo, 130);
    try {
      Demo.Summary shown = demo.play(new Volume(files, mebibytes), Duration.ofSeconds(seconds));
      summary(shown);
      return Exit.DONE;
    } catch (Demo.DemoException e) {
      throw new CliException(Exit.FAILED, "the demo failed: " + e.getMessage(), e);
    } finally {
      Running.noLonger(hook);
      demo.close();
    }
  }

  private static void bounded(String option, int value, int most) throws CliException {
    if (value < 0 || value > most) {
      throw CliException.usage(option + " takes 0 to " + most + ", not " + value);
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
