package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.chunk.ChunkSizes;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Larger files with which something happens while they are read. */
class ChangedWhileReadTest {
  private static final int SIZE = 3 * ChunkSizes.ONE_CHUNK;

  @TempDir Path root;

  private final AtomicInteger reads = new AtomicInteger();

  /** What is known, and chunk lists are wanted. */
  private record Chunked(Known known) implements Known, Chunking {
    @Override
    public List<Item> children(Optional<RelPath> directory) {
      return known.children(directory);
    }

    @Override
    public Optional<Item> at(RelPath path) {
      return known.at(path);
    }

    @Override
    public Chunking chunking() {
      return this;
    }

    @Override
    public Optional<ChunkSizes> sizes(RelPath path, long size) {
      return Optional.of(ChunkSizes.of(size));
    }

    @Override
    public void chunked(RelPath path, ContentId content, ChunkList list) {}
  }

  private List<Finding> scan(DiskFixture f) throws IOException {
    return scan(f, new AtomicLong());
  }

  private List<Finding> scan(DiskFixture f, AtomicLong read) throws IOException {
    List<Finding> findings = new ArrayList<>();
    f.disk.scan(
        List.of(),
        new Chunked(f.known),
        () -> false,
        findings::add,
        (items, bytes) -> read.set(bytes));
    findings.forEach(f.known::take);
    return findings;
  }

  private void write(String name, int value) throws IOException {
    var bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) value);
    Files.write(root.resolve(name), bytes);
  }

  private static String text(int value) {
    return String.valueOf((char) value).repeat(SIZE);
  }

  /** {@code a~} becomes {@code a} when it has been read, before it is looked at again. */
  private Fs renaming(Fs fs) {
    var open = new AtomicInteger();
    return HookedFs.around(
        fs,
        (call, arguments) -> {
          if (call.equals("openRead")) {
            reads.incrementAndGet();
            open.incrementAndGet();
          } else if (call.equals("lstat") && open.get() == 1) {
            open.incrementAndGet();
            Files.move(root.resolve("a~"), root.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
          }
        });
  }

  private DiskFixture saved() throws IOException {
    var f = new DiskFixture(root, "", this::renaming);
    write("a~", 'x');
    assumeThat(f.localFs().bornNanos(root.resolve("a~"))).as("birth times").isNotZero();
    scan(f);
    assertThat(f.known.rows()).as("its name went").isEmpty();
    scan(f);
    assertThat(reads).as("times it was read").hasValue(1);
    assertThat(content(f)).isEqualTo(DiskFixture.id(text('x')));
    return f;
  }

  private static ContentId content(DiskFixture f) {
    return ((Observed.File) f.expected("a").orElseThrow()).content();
  }

  @Test
  void whatIsRenamedWhileItIsReadIsToldWithoutReadingItOnceMore() throws IOException {
    try (var f = saved()) {
      assertThat(Stamps.isUnread(f.expected("a").orElseThrow().stamp())).isTrue();
    }
  }

  @Test
  void andReadByTheNextScanToBeSure() throws IOException {
    try (var f = saved()) {
      FileTime time = Files.getLastModifiedTime(root.resolve("a"));
      write("a", 'y');
      Files.setLastModifiedTime(root.resolve("a"), time);
      scan(f);
      assertThat(reads).hasValue(2);
      assertThat(content(f)).isEqualTo(DiskFixture.id(text('y')));
    }
  }

  @Test
  void whatWasWrittenToAfterItWasRenamedIsRead() throws IOException {
    try (var f = new DiskFixture(root, "", this::renaming)) {
      write("a~", 'x');
      scan(f);
      FileTime time = Files.getLastModifiedTime(root.resolve("a"));
      write("a", 'y');
      Files.setLastModifiedTime(root.resolve("a"), FileTime.fromMillis(time.toMillis() + 5));
      scan(f);
      assertThat(reads).hasValue(2);
      assertThat(content(f)).isEqualTo(DiskFixture.id(text('y')));
    }
  }

  @Test
  void whatGrowsWhileItIsReadIsNotReadToItsEnd() throws IOException {
    Path file = root.resolve("log");
    long size = 100L << 20;
    try (var f =
        new DiskFixture(
            root,
            "",
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      if (call.equals("openRead")) {
                        append(file);
                      }
                    }))) {
      try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(size);
      }
      var read = new AtomicLong();
      List<Finding> findings = scan(f, read);
      assertThat(findings).hasSize(1);
      assertThat(findings.getFirst())
          .isInstanceOfSatisfying(
              Finding.Unknown.class,
              u -> assertThat(u.error().code()).isEqualTo(ErrorCode.CHANGED_WHILE_READ));
      assertThat(read.get()).as("bytes read").isPositive().isLessThan(size);
    }
  }

  private static void append(Path file) throws IOException {
    try (var out = FileChannel.open(file, StandardOpenOption.APPEND)) {
      out.write(ByteBuffer.wrap(new byte[] {1}));
    }
  }
}
