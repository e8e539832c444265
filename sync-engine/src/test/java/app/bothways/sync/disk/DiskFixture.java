package app.bothways.sync.disk;

import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.LocalFs;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.scan.Hasher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A real folder in a temporary directory, its disk, and an index of it in memory. */
public final class DiskFixture implements AutoCloseable {
  /** How long ago the files of a test were made, by its clock: longer than a tick of the disk's. */
  private static final Duration AGE = Duration.ofSeconds(1);

  static final String FOLDER = "abcdefghijklmnopqrstuvwxyz";

  final Path root;
  final MemoryKnown known = new MemoryKnown();
  final List<RelPath> rescuedLater = new CopyOnWriteArrayList<>();
  final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  public LocalDisk disk;

  DiskFixture(Path root, String tree) throws IOException {
    this(root, tree, fs -> fs);
  }

  public DiskFixture(Path root, String tree, UnaryOperator<Fs> layer) throws IOException {
    this.root = root;
    LocalDisk.create(config()).close();
    if (!tree.isEmpty()) {
      Trees.make(root, tree);
    }
    reopen(layer.apply(localFs()));
    disk.recover();
  }

  Fs localFs() {
    return LocalFs.probing(root.resolve(".bothways"));
  }

  /** As after the end of the program and a new start. */
  void reopen(Fs fs) {
    if (disk != null) {
      disk.close();
    }
    disk = LocalDisk.open(config(), fs);
  }

  /** From now on the clock is the real one, and what is made is new. */
  void now() {
    later.set(AGE.negated());
  }

  private LocalDiskConfig config() {
    return new LocalDiskConfig(
        root,
        FOLDER,
        "Anna's PC",
        () -> Instant.now().plus(AGE).plus(later.get()),
        rescuedLater::add);
  }

  /** Scans all; the findings are taken into the index. */
  List<Finding> scan() throws IOException {
    return scan(List.of());
  }

  List<Finding> scan(List<RelPath> below) throws IOException {
    List<Finding> findings = new ArrayList<>();
    disk.scan(below, known, () -> false, findings::add, (items, bytes) -> {});
    findings.forEach(known::take);
    return findings;
  }

  static ContentId id(String text) {
    return ContentId.of(Hasher.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  Staged stage(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return disk.stage(new ByteArrayInputStream(bytes), bytes.length, id(text));
  }

  Step.PutFile put(String path, String text) throws IOException {
    return put(path, stage(text));
  }

  Step.PutFile put(String path, Staged staged) {
    long mtime = Trees.LONG_AGO.getEpochSecond() * 1_000_000_000L + Trees.LONG_AGO.getNano();
    return new Step.PutFile(RelPath.of(path), staged, mtime, false, expected(path));
  }

  Optional<Observed> expected(String path) {
    return known.at(RelPath.of(path)).map(Known.Item::observed);
  }

  StepResult apply(Step step) {
    StepResult result = disk.apply(List.of(step)).getFirst();
    if (result instanceof StepResult.Done done) {
      done.now().ifPresent(now -> known.put(step.path(), now));
    }
    return result;
  }

  String tree() throws IOException {
    return Trees.read(root);
  }

  @Override
  public void close() {
    disk.close();
  }
}
