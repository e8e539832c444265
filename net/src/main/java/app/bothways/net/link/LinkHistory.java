package app.bothways.net.link;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where the past of links is kept. Any thread; all methods may block for the disk, and throw {@link
 * java.io.UncheckedIOException} when it fails.
 */
public interface LinkHistory {
  /** What is older than this is forgotten. */
  Duration KEPT = Duration.ofDays(30);

  /** So many changes of one device are kept; the oldest go first. */
  int MOST_CHANGES = 500;

  /**
   * What was seen since the last batch.
   *
   * @param hours to be added to what is known of the same hours
   */
  record Batch(List<LinkHour> hours, List<LinkChange> changes) {
    public Batch {
      hours = List.copyOf(hours);
      changes = List.copyOf(changes);
    }

    public boolean isEmpty() {
      return hours.isEmpty() && changes.isEmpty();
    }
  }

  /** Adds all of the batch or, after a crash, nothing; devices that are not paired are left out. */
  void add(Batch batch, Instant now);

  /** The hours of one device from {@code from} on, in order; those without any news are missing. */
  List<LinkHour> hours(NodeId device, Instant from);

  /** The last changes of one device, the newest first. */
  List<LinkChange> changes(NodeId device, int most);
}
