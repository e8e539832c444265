package app.bothways.ui.network;

import app.bothways.app.LinkPast;
import app.bothways.net.report.LinkHour;
import app.bothways.ui.parts.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the link to one device was over the last {@link #DAYS} days, by days (UTC), the oldest first.
 *
 * @param text the shares of all days together, in words
 */
record Reliability(List<Day> days, String text) {
  static final int DAYS = 30;

  static final Reliability NONE = new Reliability(List.of(), "");

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM", Texts.LOCALE);

  Reliability {
    days = List.copyOf(days);
  }

  /**
   * One day.
   *
   * @param direct share of the time in which this device ran, 0 to 1; so are the others
   * @param seen whether this device ran at all on that day
   */
  record Day(double direct, double relayed, double offline, boolean seen, String text) {}

  static Reliability of(LinkPast past, Instant now) {
    Map<LocalDate, LinkHour> known =
        past.days().stream()
            .collect(Collectors.toMap(d -> date(d.from()), Function.identity(), LinkHour::plus));
    LocalDate today = date(now);
    List<Day> days = new ArrayList<>();
    LinkHour all = LinkHour.empty(past.device(), past.from());
    for (int back = DAYS - 1; back >= 0; back--) {
      LocalDate date = today.minusDays(back);
      LinkHour of = known.getOrDefault(date, LinkHour.empty(past.device(), past.from()));
      all = all.plus(of);
      days.add(day(date, of));
    }
    String text =
        all.seen().isZero()
            ? Texts.of("network.past-none")
            : Texts.of("network.past", shares(all), drops(all));
    return new Reliability(days, text);
  }

  private static LocalDate date(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static Day day(LocalDate date, LinkHour of) {
    if (of.seen().isZero()) {
      return new Day(0, 0, 0, false, Texts.of("network.past-not-seen", DATE.format(date)));
    }
    return new Day(
        share(of.direct(), of),
        share(of.relayed(), of),
        share(of.offline(), of),
        true,
        Texts.of("network.past-day", DATE.format(date), shares(of)));
  }

  private static double share(Duration part, LinkHour of) {
    return (double) part.toMillis() / Math.max(1, of.seen().toMillis());
  }

  private static String shares(LinkHour of) {
    return Texts.of(
        "network.past-shares",
        percent(share(of.direct(), of)),
        percent(share(of.relayed(), of)),
        percent(share(of.offline(), of)));
  }

  /** Neither all nor nothing is said of what is not quite that. */
  static String percent(double share) {
    double percent = share * 100;
    if (percent > 0 && percent < 0.1) {
      return "<0.1";
    }
    if (percent < 100 && percent > 99.9) {
      return ">99.9";
    }
    return percent == Math.rint(percent)
        ? String.format(Texts.LOCALE, "%.0f", percent)
        : String.format(Texts.LOCALE, "%.1f", percent);
  }

  private static String drops(LinkHour of) {
    return of.drops() == 0 ? "" : Texts.of("network.past-drops", of.drops());
  }
}
