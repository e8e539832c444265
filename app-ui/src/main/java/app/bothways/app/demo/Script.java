package app.bothways.app.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Lines with the time since the start. Any thread. */
final class Script {
  private final long start = System.nanoTime();
  private final Consumer<String> lines;

  Script(Consumer<String> lines) {
    this.lines = lines;
  }

  synchronized void say(String who, String what) {
    double seconds = elapsed().toMillis() / 1000.0;
    lines.accept(String.format(Locale.ROOT, "%7.2f s  %-8s %s", seconds, who, what));
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
