package app.bothways.sync.apply;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came out of the tree, kept for a while: a program that had the file open may still write to
 * it, and those bytes are somebody's work. Guarded by itself.
 */
final class Grace {
  static final Duration KEPT = Duration.ofSeconds(60);

  private final Workplace workplace;
  private final Journal journal;
  private final Rescue rescue;
  private final InstantSource clock;
  private final Map<Long, Parked> parked = new LinkedHashMap<>();

  /**
   * @param seen as it was found when it came out; empty when it could not be looked at or given a
   *     name yet
   */
  private record Parked(Record record, Optional<Meta> seen, Instant until) {}

  Grace(Workplace workplace, Journal journal, Rescue rescue, InstantSource clock) {
    this.workplace = workplace;
    this.journal = journal;
    this.rescue = rescue;
    this.clock = clock;
  }

  /**
   * Looks at what has come out of the tree: parks it, or gives it a name of its own when it holds
   * more than was known.
   *
   * @return the name given
   */
  synchronized Optional<RelPath> receive(Record record) {
    Path slot = workplace.slot(record.slot());
    Fs fs = workplace.fs();
    try {
      Meta seen = fs.lstat(slot);
      if (Looks.nothingNew(fs, slot, record.expected())) {
        keep(record, seen);
        return Optional.empty();
      }
    } catch (NoSuchFileException nothing) {
      journal.settled(record.slot());
      return Optional.empty();
    } catch (ClosedByInterruptException notNow) {
      later(record);
      return Optional.empty();
    } catch (IOException unreadable) {
      // Not to be told: treated as somebody's work.
      return giveName(record);
    }
    return giveName(record);
  }

  private void keep(Record record, Meta seen) throws IOException {
    if (record.expected() instanceof Observed.File) {
      parked.put(record.slot(), new Parked(record, Optional.of(seen), clock.instant().plus(KEPT)));
    } else {
      release(record);
    }
  }

  /** A name for what is in the slot; when none can be given now, it is tried again later. */
  synchronized Optional<RelPath> giveName(Record record) {
    try {
      RelPath name = rescue.publish(workplace.slot(record.slot()), record.path());
      parked.remove(record.slot());
      journal.settled(record.slot());
      return Optional.of(name);
    } catch (IOException notNow) {
      later(record);
      return Optional.empty();
    }
  }

  private void later(Record record) {
    parked.put(record.slot(), new Parked(record, Optional.empty(), clock.instant().plus(KEPT)));
  }

  /** Looks again at all that is kept; what nobody wrote to is let go when its time is up. */
  synchronized List<RelPath> check() {
    List<RelPath> named = new ArrayList<>();
    for (Parked one : List.copyOf(parked.values())) {
      check(one).ifPresent(named::add);
    }
    return named;
  }

  private Optional<RelPath> check(Parked one) {
    Path slot = workplace.slot(one.record().slot());
    try {
      Meta now = workplace.fs().lstat(slot);
      boolean same = one.seen().filter(was -> Stamps.of(was).equals(Stamps.of(now))).isPresent();
      if (!same) {
        return receiveAgain(one, now);
      }
      if (!clock.instant().isBefore(one.until())) {
        release(one.record());
      }
      return Optional.empty();
    } catch (NoSuchFileException gone) {
      parked.remove(one.record().slot());
      journal.settled(one.record().slot());
      return Optional.empty();
    } catch (IOException later) {
      return Optional.empty();
    }
  }

  /** The status changed: bytes, or only permissions or the number of names? */
  private Optional<RelPath> receiveAgain(Parked one, Meta now) throws IOException {
    Path slot = workplace.slot(one.record().slot());
    if (one.seen().isEmpty()) {
      return receive(one.record());
    }
    boolean touchedOnly =
        one.record().expected() instanceof Observed.File file
            && now.kind() == Meta.Kind.FILE
            && Hasher.hash(workplace.fs(), slot).equals(file.content());
    if (touchedOnly) {
      parked.put(one.record().slot(), new Parked(one.record(), Optional.of(now), one.until()));
      return Optional.empty();
    }
    return giveName(one.record());
  }

  private void release(Record record) throws IOException {
    Path slot = workplace.slot(record.slot());
    // RACE: bytes written between the look and this line, a minute after the exchange, by a program
    // that still holds the old file open, go with it.
    if (record.expected() instanceof Observed.Dir) {
      workplace.fs().deleteDir(slot);
    } else {
      workplace.fs().delete(slot);
    }
    parked.remove(record.slot());
    journal.settled(record.slot());
  }
}
