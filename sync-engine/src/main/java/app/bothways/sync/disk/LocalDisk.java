package app.bothways.sync.disk;

import app.bothways.sync.apply.Changes;
import app.bothways.sync.apply.Workplace;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.EnteredFs;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.KeptMetaFs;
import app.bothways.sync.fs.LocalFs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.fs.NamedFs;
import app.bothways.sync.guard.Marker;
import app.bothways.sync.guard.Root;
import app.bothways.sync.guard.Scrambling;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.ignore.RuleReader;
import app.bothways.sync.ignore.Style;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.scan.Hasher;
import app.bothways.sync.scan.Readers;
import app.bothways.sync.scan.Scanner;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A folder's tree in a file system of this machine. Any thread may call; steps are applied one
 * batch at a time. It has some daemon threads of its own until it is closed.
 */
public final class LocalDisk implements FolderDisk {
  private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
  private static final int SYNCERS = 32;
  private static final long GRACE_CHECK_SECONDS = 10;

  private final LocalDiskConfig config;
  private final Fs fs;
  private final Root root;
  private final EnteredFs entered;
  private final Scanner scanner;
  private final Scrambling scrambling;
  private final Changes changes;
  private volatile IgnoreRules rules = IgnoreRules.NONE;
  private final ExecutorService readers = pool("disk-read", READERS);
  private final ExecutorService syncers = pool("disk-sync", SYNCERS);
  private final ScheduledExecutorService grace =
      Executors.newSingleThreadScheduledExecutor(daemon("disk-grace"));

  private LocalDisk(LocalDiskConfig config, Path path, Fs fs) {
    this.config = config;
    this.fs = fs;
    this.root = new Root(path, config.folder(), fs);
    this.scrambling = new Scrambling(config.clock());
    this.entered = new EnteredFs(fs);
    this.scanner = new Scanner(entered, root, config.clock(), new Readers(readers), scrambling);
    this.changes = new Changes(new Workplace(root, fs), config.label(), config.clock(), syncers);
    changes.yielding(name -> rules.yieldsToDeletion(name));
    grace.scheduleWithFixedDelay(
        this::graceCheck, GRACE_CHECK_SECONDS, GRACE_CHECK_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Makes a directory, which is made itself if need be, the root of a folder, and opens it. Only to
   * be called when a person wants a folder there: it also makes an empty mount point a root.
   */
  public static LocalDisk create(LocalDiskConfig config) throws IOException {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    try {
      Files.createDirectories(config.root());
      Marker.write(config.root().toRealPath(), config.folder(), random);
    } catch (IOException failed) {
      throw new DiskException(DiskErrors.writing("", failed), failed);
    }
    return open(config);
  }

  /**
   * Opens a root that was made earlier. Never fails because it is missing or another: {@link
   * #checkRoot} tells, and it works as soon as the root is back.
   */
  public static LocalDisk open(LocalDiskConfig config) {
    Path path = realPath(config.root());
    Path ours = path.resolve(Root.OURS);
    Fs local = KeptMetaFs.looking(LocalFs.probing(ours), ours);
    return open(config, NamedFs.looking(local, ours.resolve(Marker.NAME)));
  }

  static LocalDisk open(LocalDiskConfig config, Fs fs) {
    return new LocalDisk(config, realPath(config.root()), fs);
  }

  private static Path realPath(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException missing) {
      return root.toAbsolutePath().normalize();
    }
  }

  private static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(threads, daemon(name));
  }

  private static ThreadFactory daemon(String name) {
    return Thread.ofPlatform().name(name + "-", 0).daemon().factory();
  }

  @Override
  public Optional<SyncError> checkRoot() {
    return root.check();
  }

  @Override
  public Path place(RelPath path) throws IOException {
    return root.place(path);
  }

  @Override
  public void recover() throws IOException {
    changes.recover().forEach(config.rescued());
  }

  /** Looks again at what was replaced lately, as is done by itself every ten seconds. */
  public List<RelPath> graceCheck() {
    if (root.check().isPresent()) {
      return List.of();
    }
    List<RelPath> named = changes.graceCheck();
    named.forEach(config.rescued());
    return named;
  }

  @Override
  public void scan(
      List<RelPath> below,
      Known known,
      BooleanSupplier cancelled,
      Consumer<Finding> findings,
      ScanProgress progress)
      throws IOException {
    recover();
    scanner.scan(
        HereNames.withHints(root, below),
        new Scanner.Request(known, rules, cancelled, findings, progress));
  }

  @Override
  public void entering(Consumer<Path> told) {
    entered.tell(told);
  }

  @Override
  public Staged stage(InputStream in, long size, ContentId content) throws IOException {
    return changes.stage().stage(in, size, content);
  }

  @Override
  public Optional<Staged> staged(ContentId content) {
    return changes.stage().leftover(content);
  }

  @Override
  public List<Stored> stageAll(List<Stored.Small> contents) {
    return changes.stage().stageAll(contents);
  }

  @Override
  public Partial partial(ContentId content, long size) throws IOException {
    return changes.stage().partial(content, size);
  }

  @Override
  public Optional<InputStream> openPartial(ContentId content) {
    return changes.stage().openHalf(content);
  }

  @Override
  public void dropPartial(ContentId content) {
    changes.stage().dropHalf(content);
  }

  @Override
  public void discard(Staged staged) {
    changes.stage().discard(staged);
  }

  @Override
  public Optional<Staged> stageCopy(RelPath from, Observed expected, ContentId content) {
    Optional<Staged> earlier = changes.stage().leftover(content);
    if (earlier.isPresent()) {
      return earlier;
    }
    try (InputStream in = open(from, expected)) {
      return Optional.of(changes.stage().stage(in, expected.stamp().size(), content));
    } catch (IOException cannot) {
      // It is only a way to spare the network: the content is fetched instead.
      return Optional.empty();
    }
  }

  @Override
  public List<StepResult> apply(List<Step> steps) {
    return changes.apply(steps);
  }

  @Override
  public InputStream open(RelPath path, Observed expected) throws IOException {
    try (Dir dir = root.parentOf(path)) {
      Path file = dir.resolve(path.name());
      Meta meta = fs.lstat(file);
      if (meta.kind() != Meta.Kind.FILE || !Stamps.sameBytes(Stamps.of(meta), expected.stamp())) {
        throw new DiskException(
            DiskErrors.make(
                ErrorCode.CHANGED_WHILE_READ, path.toString(), "it is not as it was scanned"));
      }
      Optional<byte[]> small = fs.readSmall(file, meta.size());
      return small.isPresent() ? new ByteArrayInputStream(small.get()) : fs.openRead(file);
    } catch (DiskException known) {
      throw known;
    } catch (IOException failed) {
      throw new DiskException(DiskErrors.reading(path.toString(), failed), failed);
    }
  }

  @Override
  public RuleReader.Reading ignoreRules() throws IOException {
    RuleReader.Reading reading = RuleReader.read(new IgnoreFiles(fs, root)::text, Style.here());
    rules = reading.rules();
    return reading;
  }

  @Override
  public void keeping(Keeping keeping) {
    changes.archive().keeping(keeping);
  }

  @Override
  public List<KeptVersion> versions(Optional<RelPath> path) throws IOException {
    return changes.archive().list(path);
  }

  @Override
  public Staged stageVersion(RelPath path, String id) throws IOException {
    recover();
    Path file = changes.archive().file(path, id);
    ContentId content = Hasher.hash(fs, file);
    try (InputStream in = fs.openRead(file)) {
      return changes.stage().stage(in, fs.lstat(file).size(), content);
    }
  }

  @Override
  public void keepVersion(RelPath path, Observed here) throws IOException {
    // Otherwise it becomes a version by itself when it comes out of the tree.
    if (changes.archive().isOff() && here instanceof Observed.File file) {
      try (InputStream in = open(path, here)) {
        Staged copy = changes.stage().stage(in, file.stamp().size(), file.content());
        changes.keep(copy, path);
      }
    }
  }

  @Override
  public void confirmed() {
    scrambling.confirm();
  }

  @Override
  public Optional<String> nameHere(RelPath path) {
    return HereNames.of(root, path);
  }

  @Override
  public long freeBytes() {
    try {
      return fs.freeBytes(root.path());
    } catch (IOException missing) {
      return 0;
    }
  }

  @Override
  public void close() {
    // Nobody is interrupted: an interrupt in the middle of a read would look like a bad disk.
    grace.shutdown();
    readers.shutdown();
    syncers.shutdown();
  }
}
