package app.bothways.sync.apply;

import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of one folder: {@code versions/H/TIME-N}, where {@code H} is the beginning of the
 * SHA-256 of the path and {@code versions/H/path} tells the path itself. So a name that cannot be a
 * directory, or has become one since, is no matter. Guarded by itself.
 */
public final class Archive {
  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
  private static final String PATH = "path";
  private static final int LONGEST_PATH = 4096;
  private static final Duration CLEANED_EVERY = Duration.ofHours(1);
  private static final int KEPT_BETWEEN = 1000;
  private static final Pattern HOME = Pattern.compile("[0-9a-f]{24}");
  private static final Pattern ID = Pattern.compile("([0-9]{8}T[0-9]{9}Z)-[0-9]{1,18}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final Workplace workplace;
  private final InstantSource clock;
  private Keeping keeping = Keeping.TRASH_CAN;
  private Instant due = Instant.EPOCH;
  private int keptSince;

  Archive(Workplace workplace, InstantSource clock) {
    this.workplace = workplace;
    this.clock = clock;
  }

  public synchronized void keeping(Keeping now) {
    keeping = now;
    due = Instant.EPOCH;
  }

  /**
   * Takes what came out of the tree.
   *
   * @return where it is now; empty when nothing is kept
   */
  synchronized Optional<Path> take(Record record) throws IOException {
    return keeping.isOff()
        ? Optional.empty()
        : Optional.of(put(workplace.slot(record.slot()), record.path(), record.slot()));
  }

  /** Where {@link #take} has put it, if it did: a slot's number is part of the name. */
  synchronized Optional<Path> taken(Record record) throws IOException {
    Path home = home(record.path());
    try {
      return workplace.fs().names(home).stream()
          .filter(name -> name.toString().endsWith("-" + record.slot()))
          .findFirst()
          .map(home::resolve);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** As {@link #take}, but whatever is set: for what a person asked to be taken away. */
  public synchronized void keep(Path file, RelPath path) throws IOException {
    put(file, path, workplace.number());
  }

  public synchronized boolean isOff() {
    return keeping.isOff();
  }

  private Path put(Path file, RelPath path, long number) throws IOException {
    Path home = home(path);
    makeDir(home.getParent());
    makeDir(home);
    tellPath(home, path);
    Path target = home.resolve(TIME.format(clock.instant()) + "-" + number);
    workplace.fs().publish(file, target);
    keptSince++;
    return target;
  }

  private Path home(RelPath path) {
    return workplace.versions().resolve(key(path));
  }

  private static String key(RelPath path) {
    try {
      byte[] text = path.toString().getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void makeDir(Path directory) throws IOException {
    try {
      workplace.fs().makeDir(directory);
    } catch (FileAlreadyExistsException asUsual) {
      return;
    }
  }

  /**
   * CRASH: not brought to disk at once, for that would cost more than the change itself. After a
   * power cut of just then the versions are there but nobody knows whose, until the path's next one
   * comes; a text that was cut short does not belong to its directory and is written again.
   */
  private void tellPath(Path home, RelPath path) throws IOException {
    if (pathOf(home).filter(path::equals).isPresent()) {
      return;
    }
    Fs fs = workplace.fs();
    Path file = home.resolve(PATH);
    try {
      fs.delete(file);
    } catch (NoSuchFileException notThere) {
      LOG.debug("first version of {}", path);
    }
    try (FileChannel out = fs.create(file)) {
      ByteBuffer text = ByteBuffer.wrap(path.toString().getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        out.write(text);
      }
    }
  }

  private Optional<RelPath> pathOf(Path home) {
    try (InputStream in = workplace.fs().openRead(home.resolve(PATH))) {
      String text = new String(in.readNBytes(LONGEST_PATH + 1), StandardCharsets.UTF_8);
      return RelPath.parse(text).filter(p -> home.endsWith(key(p)));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Of one path, or of all; newest first within a path. */
  public synchronized List<KeptVersion> list(Optional<RelPath> only) throws IOException {
    var out = new ArrayList<KeptVersion>();
    for (Path home : only.map(p -> List.of(home(p))).orElseGet(this::homes)) {
      Optional<RelPath> path = pathOf(home);
      if (path.isPresent()) {
        out.addAll(of(home, path.get()));
      }
    }
    out.sort(
        Comparator.comparing(KeptVersion::path)
            .thenComparing(KeptVersion::kept, Comparator.reverseOrder())
            .thenComparing(KeptVersion::id));
    return out;
  }

  private List<Path> homes() {
    try {
      return workplace.fs().names(workplace.versions()).stream()
          .filter(name -> HOME.matcher(name.toString()).matches())
          .map(workplace.versions()::resolve)
          .toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  private List<KeptVersion> of(Path home, RelPath path) throws IOException {
    var out = new ArrayList<KeptVersion>();
    for (Path name : workplace.fs().names(home)) {
      Matcher id = ID.matcher(name.toString());
      if (id.matches()) {
        version(home, path, name.toString(), id.group(1)).ifPresent(out::add);
      }
    }
    return out;
  }

  private Optional<KeptVersion> version(Path home, RelPath path, String id, String time) {
    try {
      Meta meta = workplace.fs().lstat(home.resolve(id));
      Instant kept = TIME.parse(time, Instant::from);
      Instant modified = Instant.EPOCH.plusNanos(meta.mtimeNanos());
      return meta.kind() == Meta.Kind.FILE
          ? Optional.of(new KeptVersion(path, id, kept, modified, meta.size()))
          : Optional.empty();
    } catch (IOException | DateTimeParseException goneOrNotOurs) {
      return Optional.empty();
    }
  }

  /**
   * The file of a version; it is not to be changed.
   *
   * @throws NoSuchFileException when there is none
   */
  public synchronized Path file(RelPath path, String id) throws IOException {
    if (!ID.matcher(id).matches()) {
      throw new NoSuchFileException(id);
    }
    Path file = home(path).resolve(id);
    workplace.fs().lstat(file);
    return file;
  }

  /**
   * Deletes what is beyond the bounds, when it is time for that again.
   *
   * @param watched versions that stay for now, as somebody may still write to them; where one of
   *     them is beyond the bounds, it is soon time again
   */
  synchronized void cleanIfDue(Set<Path> watched) {
    Instant now = clock.instant();
    if (keptSince < KEPT_BETWEEN && now.isBefore(due)) {
      return;
    }
    due = now.plus(CLEANED_EVERY);
    keptSince = 0;
    try {
      clean(now, watched);
    } catch (IOException later) {
      LOG.warn("old versions could not be cleared away", later);
    }
  }

  private void clean(Instant now, Set<Path> watched) throws IOException {
    List<KeptVersion> all = new ArrayList<>(list(Optional.empty()));
    var newestFirst = Comparator.comparing(KeptVersion::kept).reversed();
    long bytes = 0;
    Optional<RelPath> path = Optional.empty();
    int ofPath = 0;
    var left = new ArrayList<KeptVersion>();
    for (KeptVersion one : all) {
      ofPath = path.filter(one.path()::equals).isPresent() ? ofPath + 1 : 1;
      path = Optional.of(one.path());
      boolean tooMany = !keeping.isOff() && ofPath > keeping.perFile();
      if (tooMany || one.kept().plus(keeping.age()).isBefore(now)) {
        delete(one, watched);
      } else {
        left.add(one);
      }
    }
    left.sort(newestFirst);
    for (KeptVersion one : left) {
      bytes += one.size();
      if (bytes > keeping.bytes()) {
        delete(one, watched);
      }
    }
    for (Path home : homes()) {
      removeIfEmpty(home);
    }
  }

  private void delete(KeptVersion version, Set<Path> watched) throws IOException {
    Path file = home(version.path()).resolve(version.id());
    if (watched.contains(file)) {
      due = clock.instant().plus(Grace.KEPT);
    } else {
      workplace.fs().delete(file);
    }
  }

  private void removeIfEmpty(Path home) throws IOException {
    List<Path> names = workplace.fs().names(home);
    if (names.stream().allMatch(name -> name.toString().equals(PATH))) {
      if (!names.isEmpty()) {
        workplace.fs().delete(home.resolve(PATH));
      }
      workplace.fs().deleteDir(home);
    }
  }
}
