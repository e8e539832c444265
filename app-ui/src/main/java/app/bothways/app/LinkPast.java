package app.bothways.app;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;

/**
 * What the link to one device was like.
 *
 * @param hours in order; hours in which this device did not run are missing
 * @param changes the newest first
 */
public record LinkPast(
    NodeId device, Instant from, List<LinkHour> hours, List<LinkChange> changes) {
  public LinkPast {
    hours = List.copyOf(hours);
    changes = List.copyOf(changes);
  }

  /** All hours together. */
  public LinkHour total() {
    return hours.stream().reduce(LinkHour.empty(device, from), LinkHour::plus);
  }

  /** The same by days (UTC). */
  public List<LinkHour> days() {
    var days = new TreeMap<Instant, LinkHour>();
    for (LinkHour hour : hours) {
      Instant day = hour.from().truncatedTo(ChronoUnit.DAYS);
      days.merge(day, LinkHour.empty(device, day).plus(hour), LinkHour::plus);
    }
    return List.copyOf(days.values());
  }

  /** How long it was looked at. */
  public Duration seen() {
    return total().seen();
  }
}
