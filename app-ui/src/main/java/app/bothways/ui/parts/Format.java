package app.bothways.ui.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Numbers as people read them: sizes in decimal units, latencies in ms, durations in words. */
public final class Format {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Texts.LOCALE);

  private Format() {}

  /** Such as {@code 0 B}, {@code 312 MB}, {@code 1.2 GB}. */
  public static String bytes(long bytes) {
    Amount amount = amount(bytes);
    return amount.number() + " " + amount.unit();
  }

  /** A number and its unit, for places that show them in two sizes. */
  public record Amount(String number, String unit) {}

  public static Amount amount(long bytes) {
    double value = Math.max(0, bytes);
    int unit = 0;
    // 999.5 and more would print as 1000 of the smaller unit.
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    String pattern = unit == 0 || value >= 99.95 ? "%.0f" : "%.1f";
    return new Amount(String.format(Texts.LOCALE, pattern, value), UNITS[unit]);
  }

  public static String rate(long bytesPerSecond) {
    return bytes(bytesPerSecond) + "/s";
  }

  public static String latency(Duration rtt) {
    return latencyNumber(rtt) + " ms";
  }

  public static String latencyNumber(Duration rtt) {
    double ms = rtt.toNanos() / 1e6;
    return String.format(Texts.LOCALE, ms < 9.95 ? "%.1f" : "%.0f", ms);
  }

  /** Roughly: two units at most. */
  public static String duration(Duration duration) {
    long s = Math.max(0, duration.toSeconds());
    if (s < 60) {
      return Texts.of("time.seconds", s);
    }
    if (s < 3600) {
      return Texts.of("time.minutes", s / 60);
    }
    if (s < 86_400) {
      return Texts.of("time.hours", s / 3600, s % 3600 / 60);
    }
    return Texts.of("time.days", s / 86_400, s % 86_400 / 3600);
  }

  /** Day and time where the person is, such as {@code 21 Nov 2026, 05:47}. */
  public static String moment(Instant at) {
    return MOMENT.format(at.atZone(ZoneId.systemDefault()));
  }

  /** {@code 4:32}; never negative. */
  public static String countdown(Instant now, Instant end) {
    long s = Math.max(0, Duration.between(now, end).toSeconds());
    return String.format(Texts.LOCALE, "%d:%02d", s / 60, s % 60);
  }

  /** The path with the person's home directory written as {@code ~}. */
  public static String path(Path path) {
    Path home = Path.of(System.getProperty("user.home"));
    if (path.equals(home)) {
      return "~";
    }
    return path.startsWith(home)
        ? "~" + path.getFileSystem().getSeparator() + home.relativize(path)
        : path.toString();
  }
}
