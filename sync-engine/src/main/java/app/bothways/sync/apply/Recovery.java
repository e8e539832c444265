package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts in order what a crash left, or a disk that went away: at the start, and before the next
 * scan.
 */
record Recovery(
    Workplace workplace, Journal journal, Stage stage, Grace grace, InstantSource clock) {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern WHOLE = Pattern.compile("([0-9a-f]{64})-([0-9]{1,18})");
  private static final Pattern HALF = Pattern.compile("[0-9a-f]{64}\\.half");
  private static final Pattern ANY = Pattern.compile(".*-([0-9]{1,18})(\\.part)?");
  private static final Duration USEFUL = Duration.ofDays(7);

  /**
   * Finishes the looking that was not done, and what was left between two renames. May be done
   * again at any time between scans and batches of steps; where it fails, what was taken out of the
   * tree may still be in its slot and would be found gone.
   *
   * @return names that were given to what somebody had written at the last moment
   * @throws DiskException {@code ROOT_MISSING}, {@code ROOT_REPLACED}
   * @throws IOException when something cannot be put back where it was
   */
  List<RelPath> settle() throws IOException {
    if (!workplace.isUsed()) {
      return List.of();
    }
    List<RelPath> named = settleAll(reserved());
    try {
      // CRASH: steps whose end nobody saw are seen by the next scan. Were they not on the disk by
      // then, a power cut could take them back, and the index would call that a deletion. So is
      // what was moved here.
      workplace.fs().forceAll(workplace.stage());
    } catch (IOException refused) {
      LOG.warn("what was put in order may not be on the disk for good", refused);
    }
    return named;
  }

  /** Keeps whole staged files and clears away the rest, before anything new is staged. */
  void sortStage() throws IOException {
    if (workplace.isUsed()) {
      workplace.fs().names(workplace.stage()).forEach(this::sortIfItCan);
    }
  }

  /**
   * The journals that are there; no number in use is given out again from now on. Numbers become
   * parts of the names of versions, too, which are not all looked at here.
   */
  private List<Path> reserved() throws IOException {
    workplace.reserve(Math.max(0, clock.millis()) * 1000);
    // A slot that no journal knows was empty for the journal; should it not be, it stays: nothing
    // that came out of the tree is deleted unlooked at.
    numbered(workplace.trash());
    for (Path name : workplace.fs().names(workplace.stage())) {
      Matcher any = ANY.matcher(name.toString());
      if (any.matches()) {
        workplace.reserve(Long.parseLong(any.group(1)));
      }
    }
    return numbered(workplace.journal());
  }

  private List<RelPath> settleAll(List<Path> journals) throws IOException {
    List<RelPath> named = new ArrayList<>();
    for (Path file : journals) {
      for (Record record : journal.adopt(file)) {
        workplace.reserve(record.slot());
        if (!grace.watches(record)) {
          settleOne(record).ifPresent(named::add);
        }
      }
    }
    return named;
  }

  private List<Path> numbered(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path name : workplace.fs().names(directory)) {
      if (NUMBER.matcher(name.toString()).matches()) {
        workplace.reserve(Long.parseLong(name.toString()));
        files.add(directory.resolve(name));
      }
    }
    return files;
  }

  private Optional<RelPath> settleOne(Record record) throws IOException {
    Path slot = workplace.slot(record.slot());
    Meta meta;
    try {
      meta = workplace.fs().lstat(slot);
    } catch (NoSuchFileException empty) {
      return grace.receive(record);
    }
    if (isSecondName(record, meta)) {
      return drop(record, slot);
    }
    if (record.isMove()) {
      return settleMove(record, slot, meta);
    }
    if (record.incoming().isPresent() && holds(slot, meta, record.incoming().get())) {
      // CRASH: between the slot and the exchange. The tree was not touched.
      if (record.incoming().get() instanceof Observed.File file) {
        stage.putBack(slot, file.content());
        journal.settled(record.slot());
        return Optional.empty();
      }
      return drop(record, slot);
    }
    if (record.incoming().isEmpty() && wasPutBack(record, slot)) {
      return Optional.empty();
    }
    if (record.incoming().isPresent() && stillStaged(record) && putBack(record, slot)) {
      return Optional.empty();
    }
    return grace.receive(record);
  }

  /** CRASH: the old name had been taken out when the new one was there. */
  private Optional<RelPath> settleMove(Record record, Path slot, Meta meta) throws IOException {
    if (meta.links() > 1 && Looks.nothingNew(workplace.fs(), slot, record.expected())) {
      return drop(record, slot);
    }
    return putBack(record, slot) ? Optional.empty() : grace.receive(record);
  }

  /** CRASH: between two renames, where names cannot be exchanged: the new never got there. */
  private boolean stillStaged(Record record) throws IOException {
    Observed incoming = record.incoming().orElseThrow();
    return workplace.fs().names(workplace.stage()).stream()
        .map(Path::toString)
        .anyMatch(name -> record.staged().map(name::equals).orElse(isOf(incoming, name)));
  }

  private static boolean isOf(Observed incoming, String name) {
    return incoming instanceof Observed.File file
        && name.startsWith(file.content() + "-")
        && !name.endsWith(Stage.UNFINISHED);
  }

  /** CRASH: taken out to be removed, but it was not what was expected: back it goes. */
  private boolean wasPutBack(Record record, Path slot) throws IOException {
    if (Looks.nothingNew(workplace.fs(), slot, record.expected())) {
      return false;
    }
    return putBack(record, slot);
  }

  private boolean putBack(Record record, Path slot) throws IOException {
    try (Dir dir = workplace.root().parentOf(record.path())) {
      workplace.fs().publish(slot, dir.resolve(record.path().name()));
      journal.settled(record.slot());
      return true;
    } catch (FileSystemException refused) {
      if (isFree(record.path())) {
        throw refused;
      }
      return false;
    }
  }

  /** Whether nothing stands there, in a directory that does. */
  private boolean isFree(RelPath path) {
    try (Dir dir = workplace.root().parentOf(path)) {
      return isNothing(dir.resolve(path.name()));
    } catch (IOException noDirectory) {
      return false;
    }
  }

  private boolean isNothing(Path place) throws IOException {
    try {
      workplace.fs().lstat(place);
      return false;
    } catch (NoSuchFileException nothing) {
      return true;
    }
  }

  private Optional<RelPath> drop(Record record, Path slot) throws IOException {
    workplace.fs().delete(slot);
    journal.settled(record.slot());
    return Optional.empty();
  }

  /**
   * CRASH: where a rename overwrites, what is put back gets its name in the tree before it loses
   * the one in the slot.
   */
  private boolean isSecondName(Record record, Meta slot) {
    if (slot.kind() != Meta.Kind.FILE || slot.links() < 2) {
      return false;
    }
    try (Dir dir = workplace.root().parentOf(record.path())) {
      Meta there = workplace.fs().lstat(dir.resolve(record.path().name()));
      return there.fileKey() != 0 && there.fileKey() == slot.fileKey();
    } catch (IOException notThere) {
      return false;
    }
  }

  private boolean holds(Path slot, Meta meta, Observed incoming) throws IOException {
    return switch (incoming) {
      case Observed.File file ->
          meta.kind() == Meta.Kind.FILE && Hasher.hash(workplace.fs(), slot).equals(file.content());
      case Observed.Link link ->
          meta.kind() == Meta.Kind.LINK && workplace.fs().readLink(slot).equals(link.target());
      case Observed.Dir dir -> false;
    };
  }

  /** What was written of a content that was under way: looked at again when it is wanted again. */
  private static boolean isUsefulHalf(Path name, Meta meta, long age) {
    return HALF.matcher(name.toString()).matches()
        && meta.kind() == Meta.Kind.FILE
        && meta.links() == 1
        && (meta.ctimeNanos() == 0 || age < USEFUL.toSeconds());
  }

  /** What cannot be cleared away does no harm where it is; the next start tries again. */
  private void sortIfItCan(Path name) {
    try {
      sort(name);
    } catch (IOException refused) {
      LOG.warn("{} stays on the stage", name, refused);
    }
  }

  private void sort(Path name) throws IOException {
    Fs fs = workplace.fs();
    Path file = workplace.stage().resolve(name);
    Matcher whole = WHOLE.matcher(name.toString());
    Meta meta = fs.lstat(file);
    long age = clock.instant().getEpochSecond() - TimeUnit.NANOSECONDS.toSeconds(meta.ctimeNanos());
    // A second name means that it stands in the tree already, and may be written to there.
    if (whole.matches()
        && meta.kind() == Meta.Kind.FILE
        && meta.links() == 1
        && (meta.ctimeNanos() == 0 || age < USEFUL.toSeconds())) {
      var content = ContentId.of(HexFormat.of().parseHex(whole.group(1)));
      stage.adopt(new Staged(name.toString(), meta.size(), content));
    } else if (meta.kind() == Meta.Kind.DIR || isUsefulHalf(name, meta, age)) {
      return;
    } else {
      fs.delete(file);
    }
  }
}
