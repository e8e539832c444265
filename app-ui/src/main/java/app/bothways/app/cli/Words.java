package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as people write and read them. */
public final class Words {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|)");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Words() {}

  /** {@code 500ms}, {@code 60s}, {@code 5m}, {@code 1h}; a bare number is seconds. */
  static Optional<Duration> duration(String text) {
    Matcher parts = DURATION.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofSeconds(number);
        });
  }

  /** Bytes with a binary unit, one decimal above 1 KiB. */
  public static String bytes(long bytes) {
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  static String count(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }

  /** The time of day of an RFC 3339 instant, here. */
  static String clock(String instant) {
    return CLOCK.format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
  }

  /** {@code direct 192.168.1.4:5000, 2.1 ms}; empty without a path. */
  static String path(JsonNode path) {
    if (!path.isObject()) {
      return "";
    }
    JsonNode rtt = path.path("rttMs");
    String time = rtt.isNumber() ? String.format(Locale.ROOT, ", %.1f ms", rtt.doubleValue()) : "";
    return path.path("address").asText() + time;
  }

  /** The first ten characters of an id: enough for people to tell devices apart. */
  static String shortId(String id) {
    return id.length() <= 10 ? id : id.substring(0, 10);
  }

  static String digits(String six) {
    return six.length() == 6 ? six.substring(0, 3) + " " + six.substring(3) : six;
  }
}
