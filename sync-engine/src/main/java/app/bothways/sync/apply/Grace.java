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
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came out of the tree, kept for a while: a program that had the file open may still write to
 * it, and those bytes are somebody's work. Guarded by itself.
 */
final class Grace {
  static final Duration KEPT = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(Grace.class);

  private final Workplace workplace;
  private final Journal journal;
  private final Rescue rescue;
  private final Archive archive;
  private final InstantSource clock;
  private final Map<Long, Parked> parked = new LinkedHashMap<>();

  /**
   * @param seen as it was found when it came out; empty when it could not be looked at or given a
   *     name yet
   * @param looked when that was, or earlier
   * @param place where it is now: its slot, or among the versions
   */
  private record Parked(
      Record record, Optional<Meta> seen, Instant looked, Instant until, Path place) {

    /**
     * Whether nobody wrote to it since it was looked at, by what is seen now. Never so while
     * another write might not show: on a disk that counts in two seconds a program writes often in
     * one.
     */
    boolean isUntouched(Meta now) {
      return seen.filter(was -> Stamps.of(was).equals(Stamps.of(now))).isPresent()
          && !Stamps.hidesWrites(now, looked);
    }
  }

  Grace(Workplace workplace, Journal journal, Rescue rescue, Archive archive, InstantSource clock) {
    this.workplace = workplace;
    this.journal = journal;
    this.rescue = rescue;
    this.archive = archive;
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
    Instant looked = clock.instant();
    try {
      Meta seen = fs.lstat(slot);
      if (Looks.nothingNew(fs, slot, record.expected())) {
        keep(record, seen, looked);
        return Optional.empty();
      }
    } catch (NoSuchFileException nothing) {
      return receiveVersion(record);
    } catch (ClosedByInterruptException notNow) {
      park(record, Optional.empty(), looked, slot);
      return Optional.empty();
    } catch (IOException unreadable) {
      // Not to be told: treated as somebody's work.
      return giveName(record, slot);
    }
    return giveName(record, slot);
  }

  /** Whether what came out of the tree was received and is still looked at. */
  synchronized boolean watches(Record record) {
    return parked.containsKey(record.slot());
  }

  /** CRASH: it may have become a version already, and been written to since. */
  private Optional<RelPath> receiveVersion(Record record) {
    Instant looked = clock.instant();
    try {
      Optional<Path> version = archive.taken(record);
      if (version.isEmpty()) {
        journal.settled(record.slot());
        return Optional.empty();
      }
      Meta seen = workplace.fs().lstat(version.get());
      if (!Looks.nothingNew(workplace.fs(), version.get(), record.expected())) {
        return giveName(record, version.get());
      }
      park(record, Optional.of(seen), looked, version.get());
    } catch (IOException cannotLook) {
      LOG.warn("a version of {} cannot be looked at", record.path(), cannotLook);
    }
    return Optional.empty();
  }

  private void keep(Record record, Meta seen, Instant looked) throws IOException {
    Path slot = workplace.slot(record.slot());
    if (record.expected() instanceof Observed.File) {
      park(record, Optional.of(seen), looked, slot);
      archive(record, seen, looked);
    } else {
      release(new Parked(record, Optional.of(seen), looked, looked, slot));
    }
  }

  private void park(Record record, Optional<Meta> seen, Instant looked, Path place) {
    Instant until = clock.instant().plus(KEPT);
    parked.put(record.slot(), new Parked(record, seen, looked, until, place));
  }

  /**
   * It becomes a version at once, and late writes to it are looked for there.
   *
   * <p>CRASH: from the rename on the slot is empty and a restart looks no more; bytes written later
   * are in the version.
   */
  private void archive(Record record, Meta seen, Instant looked) {
    try {
      Optional<Path> place = archive.take(record);
      if (place.isPresent()) {
        Meta now = workplace.fs().lstat(place.get());
        boolean same = now.size() == seen.size() && now.mtimeNanos() == seen.mtimeNanos();
        park(record, Optional.of(same ? now : seen), looked, place.get());
      }
    } catch (IOException cannot) {
      LOG.warn("no version of {} could be kept", record.path(), cannot);
    }
  }

  /** A name for what is in the slot; when none can be given now, it is tried again later. */
  synchronized Optional<RelPath> giveName(Record record) {
    return giveName(record, workplace.slot(record.slot()));
  }

  private Optional<RelPath> giveName(Record record, Path place) {
    try {
      RelPath name = rescue.publish(place, record.path());
      parked.remove(record.slot());
      journal.settled(record.slot());
      return Optional.of(name);
    } catch (IOException notNow) {
      park(record, Optional.empty(), clock.instant(), place);
      return Optional.empty();
    }
  }

  /** Looks again at all that is kept; what nobody wrote to is let go when its time is up. */
  synchronized List<RelPath> check() {
    List<RelPath> named = new ArrayList<>();
    for (Parked one : List.copyOf(parked.values())) {
      check(one).ifPresent(named::add);
    }
    return named;
  }

  /** Clears old versions away, but none that is still looked at, and none while it is looked at. */
  synchronized void cleanVersions() {
    archive.cleanIfDue(parked.values().stream().map(Parked::place).collect(Collectors.toSet()));
  }

  private Optional<RelPath> check(Parked one) {
    Instant looked = clock.instant();
    try {
      Meta now = workplace.fs().lstat(one.place());
      if (!one.isUntouched(now)) {
        return receiveAgain(one, now, looked);
      }
      if (isToBeKept(one)) {
        archive(one.record(), now, looked);
      } else {
        releaseInTime(one, looked);
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

  /** No version could be made of it, as on a full disk: until one can it is not let go. */
  private boolean isToBeKept(Parked one) {
    return one.record().expected() instanceof Observed.File
        && one.place().equals(workplace.slot(one.record().slot()))
        && !archive.isOff();
  }

  /** The status changed, or might not tell: bytes, or only permissions or the number of names? */
  private Optional<RelPath> receiveAgain(Parked one, Meta now, Instant looked) throws IOException {
    boolean inSlot = one.place().equals(workplace.slot(one.record().slot()));
    if (one.seen().isEmpty()) {
      return inSlot ? receive(one.record()) : giveName(one.record(), one.place());
    }
    boolean touchedOnly =
        one.record().expected() instanceof Observed.File file
            && now.kind() == Meta.Kind.FILE
            && Hasher.hash(workplace.fs(), one.place()).equals(file.content());
    if (touchedOnly) {
      var again = new Parked(one.record(), Optional.of(now), looked, one.until(), one.place());
      parked.put(one.record().slot(), again);
      releaseInTime(again, looked);
      return Optional.empty();
    }
    return giveName(one.record(), one.place());
  }

  private void releaseInTime(Parked one, Instant now) throws IOException {
    if (!now.isBefore(one.until())) {
      release(one);
    }
  }

  private void release(Parked one) throws IOException {
    Record record = one.record();
    Path slot = workplace.slot(record.slot());
    // RACE: bytes written between the look and this line, a minute after the exchange, by a program
    // that still holds the old file open, go with it.
    if (record.expected() instanceof Observed.Dir) {
      workplace.fs().deleteDir(slot);
    } else if (one.place().equals(slot)) {
      workplace.fs().delete(slot);
    }
    parked.remove(record.slot());
    journal.settled(record.slot());
  }
}
