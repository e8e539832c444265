package app.bothways.app.demo;

import app.bothways.net.NetEvent;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PathView.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Tells on screen how the path moves, and remembers when it was first relayed and first direct. */
final class PathWatch {
  private final Script script;
  private Optional<Duration> relayed = Optional.empty();
  private Optional<Duration> direct = Optional.empty();
  private String last = "";

  PathWatch(Script script) {
    this.script = script;
  }

  synchronized void see(NetEvent event) {
    switch (event) {
      case NetEvent.Connected up -> see(up.path());
      case NetEvent.PathChanged changed -> see(changed.to());
      case NetEvent.Disconnected _,
          NetEvent.RelayChanged _,
          NetEvent.AddressesChanged _,
          NetEvent.RelaysTold _,
          NetEvent.RecordRead _ -> {}
    }
  }

  private void see(PathView path) {
    String now = path.kind() + path.address();
    if (path.kind() == Kind.NONE || now.equals(last)) {
      return;
    }
    last = now;
    if (path.kind() == Kind.RELAY) {
      relayed = relayed.or(() -> Optional.of(script.elapsed()));
      script.say("path", "relayed  by " + path.address());
    } else {
      direct = direct.or(() -> Optional.of(script.elapsed()));
      script.say("path", "direct   to " + path.address() + rtt(path));
    }
  }

  private static String rtt(PathView path) {
    return path.rtt()
        .map(rtt -> String.format(Locale.ROOT, ", round trip %.2f ms", rtt.toNanos() / 1e6))
        .orElse("");
  }

  /**
   * How long after the first relayed byte the path was direct; empty when it never came to that.
   */
  synchronized Optional<Duration> relayedToDirect() {
    return relayed.flatMap(from -> direct.map(to -> to.minus(from)));
  }
}
