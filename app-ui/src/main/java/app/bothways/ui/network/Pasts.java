package app.bothways.ui.network;

import app.bothways.app.LinkPast;
import app.bothways.app.Refusal;
import app.bothways.ui.parts.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link history of each device, read from the disk now and then. FX thread. */
final class Pasts {
  private static final Logger LOG = LoggerFactory.getLogger(Pasts.class);
  private static final Duration SPACING = Duration.ofMinutes(1);

  private final Live live;
  private final Runnable changed;
  private final Map<String, Reliability> known = new HashMap<>();
  private final Map<String, Instant> asked = new HashMap<>();
  private final Set<String> reading = new HashSet<>();

  /**
   * @param changed called after something new has been read
   */
  Pasts(Live live, Runnable changed) {
    this.live = live;
    this.changed = changed;
  }

  /** What is known of a device; {@link Reliability#NONE} until it has been read. */
  Reliability of(String device) {
    return known.getOrDefault(device, Reliability.NONE);
  }

  /** Reads what is due of these devices, and forgets all others. */
  void follow(List<String> devices, Instant now) {
    known.keySet().retainAll(devices);
    asked.keySet().retainAll(devices);
    for (String device : devices) {
      Optional<Instant> last = Optional.ofNullable(asked.get(device));
      boolean due =
          last.isEmpty() || now.isBefore(last.get()) || !now.isBefore(last.get().plus(SPACING));
      if (due && reading.add(device)) {
        asked.put(device, now);
        live.onWork(() -> read(device, now));
      }
    }
  }

  private void read(String device, Instant now) {
    Optional<Reliability> read = Optional.empty();
    try {
      LinkPast past = live.app().linkPast(device, Duration.ofDays(Reliability.DAYS));
      read = Optional.of(Reliability.of(past, now));
    } catch (Refusal gone) {
      LOG.debug("no history of a device that is gone", gone);
    } catch (RuntimeException broken) {
      LOG.warn("The history of a link could not be read", broken);
    }
    Optional<Reliability> seen = read;
    live.onFx(
        () -> {
          reading.remove(device);
          seen.filter(r -> asked.containsKey(device)).ifPresent(r -> known.put(device, r));
          changed.run();
        });
  }
}
