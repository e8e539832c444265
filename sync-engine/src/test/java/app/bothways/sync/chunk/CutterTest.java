package app.bothways.sync.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.scan.Hasher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutterTest {
  private static final ChunkSizes SMALL = new ChunkSizes(16);
  private final long seed = Long.getLong("bothways.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  private byte[] bytes(int size) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static ChunkList cut(byte[] bytes) {
    var cutter = new Cutter(SMALL);
    cutter.update(bytes, 0, bytes.length);
    return cutter.finish();
  }

  private static HashSet<ContentId> ids(ChunkList list) {
    var ids = new HashSet<ContentId>();
    for (int i = 0; i < list.count(); i++) {
      ids.add(list.id(i));
    }
    return ids;
  }

  @Test
  void chunksCoverTheContentWithinTheirBoundsAndCarryTheirHashes() {
    for (int size : new int[] {0, 1, 16_384, 300_000, 3_000_000}) {
      byte[] content = bytes(size);
      ChunkList list = cut(content);
      assertThat(list.total()).as("seed " + seed).isEqualTo(size);
      for (int i = 0; i < list.count(); i++) {
        assertThat(list.length(i)).isLessThanOrEqualTo(SMALL.most());
        if (i < list.count() - 1) {
          assertThat(list.length(i)).isGreaterThanOrEqualTo(SMALL.least());
        }
        int from = (int) list.offset(i);
        byte[] chunk = Arrays.copyOfRange(content, from, from + list.length(i));
        assertThat(list.id(i)).isEqualTo(ContentId.of(Hasher.sha256().digest(chunk)));
      }
    }
  }

  @Test
  void howTheBytesComeDoesNotMoveTheCuts() {
    byte[] content = bytes(2_000_000);
    var cutter = new Cutter(SMALL);
    for (int at = 0; at < content.length; ) {
      int n = Math.min(content.length - at, 1 + random.nextInt(200_000));
      cutter.update(content, at, n);
      at += n;
    }
    assertThat(cutter.finish()).as("seed " + seed).isEqualTo(cut(content));
  }

  @Test
  void anInsertedByteMovesOnlyTheCutsBesideIt() {
    byte[] content = bytes(4_000_000);
    for (int at : new int[] {0, 2_000_000}) {
      var longer = new byte[content.length + 1];
      System.arraycopy(content, 0, longer, 0, at);
      System.arraycopy(content, at, longer, at + 1, content.length - at);
      var fresh = ids(cut(longer));
      fresh.removeAll(ids(cut(content)));
      assertThat(fresh).as("seed " + seed).hasSizeBetween(1, 6);
    }
  }

  /** One byte after the other, as the protocol describes it. */
  private static int slowEnd(byte[] bytes, int from) {
    long hash = 0;
    int last = Math.min(bytes.length, from + SMALL.most());
    for (int i = from + SMALL.least(); i < last; i++) {
      hash = (hash << 1) + Edges.gear(bytes[i]);
      int bits = SMALL.averageBits() + (i < from + SMALL.average() ? 2 : -2);
      if (hash >>> (Long.SIZE - bits) == 0) {
        return i + 1;
      }
    }
    return last;
  }

  @Test
  void fourBytesAtOnceEndChunksWhereOneByOneDoes() {
    for (int kind = 0; kind < 12; kind++) {
      byte[] content = bytes(1_500_000 + kind);
      // From noise to what repeats itself so soon that no end is found before the longest.
      int period = 1 << Math.min(20, 2 * kind);
      for (int i = period; kind > 0 && i < content.length; i++) {
        content[i] = content[i - period];
      }
      ChunkList list = cut(content);
      int at = 0;
      for (int i = 0; i < list.count(); i++) {
        int end = slowEnd(content, at);
        assertThat(at + list.length(i)).as("seed " + seed + " kind " + kind).isEqualTo(end);
        at = end;
      }
      assertThat(at).isEqualTo(content.length);
    }
  }

  @Test
  void aSweepWithHelpersFindsWhatOneAloneFinds() throws IOException {
    for (int size : new int[] {0, 1, 262_144, 5_000_000}) {
      byte[] content = bytes(size);
      var read = new AtomicLong();
      var expected = new Sweep.Swept(ContentId.of(Hasher.sha256().digest(content)), cut(content));
      assertThat(Sweep.alone(new ByteArrayInputStream(content), SMALL, _ -> {}))
          .as("seed " + seed)
          .isEqualTo(expected);
      assertThat(Sweep.helped(new ByteArrayInputStream(content), SMALL, read::addAndGet))
          .as("seed " + seed)
          .isEqualTo(expected);
      assertThat(read).hasValue(size);
    }
  }

  @Test
  void aSweepThatBreaksOffEnds() {
    var in = new ByteArrayInputStream(bytes(5_000_000));
    assertThatThrownBy(
            () ->
                Sweep.helped(
                    in,
                    SMALL,
                    _ -> {
                      throw new CancellationException("enough");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void theCutsAreThoseOfTheProtocol() {
    // Devices of all versions must cut alike: a change here is a change of the protocol.
    var content = new byte[1_000_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ((long) i * i * 31 + (i >> 7) * 17L >> 3);
    }
    var cutter = new Cutter(SMALL);
    cutter.update(content, 0, content.length);
    ChunkList list = cutter.finish();
    var lengths = new StringBuilder();
    for (int i = 0; i < list.count(); i++) {
      lengths.append(list.length(i)).append(' ');
    }
    assertThat(lengths.toString().strip()).isEqualTo(CUTS);
  }

  private static final String CUTS =
      "75825 105412 70508 68451 123185 70508 68451 123185 70508 68451 123185 32331";

  @Test
  void sizesStayWhileAFileGrowsALittle() {
    assertThat(ChunkSizes.of(1 << 20).averageBits()).isEqualTo(16);
    assertThat(ChunkSizes.of(1L << 30).averageBits()).isEqualTo(16);
    assertThat(ChunkSizes.of(Long.MAX_VALUE).averageBits()).isEqualTo(22);
    assertThat(ChunkSizes.of(1L << 30).next((1L << 31) + 5)).isEqualTo(ChunkSizes.of(1L << 30));
    assertThat(ChunkSizes.of(1L << 30).next(1L << 33)).isEqualTo(ChunkSizes.of(1L << 33));
  }

  @Test
  void listsAreReadAsTheyWereWrittenWithABaseAndWithout() throws IOException {
    byte[] old = bytes(3_000_000);
    byte[] changed = old.clone();
    changed[1_500_000]++;
    ChunkList base = cut(old);
    ChunkList list = cut(changed);
    assertThat(ChunkListCodec.decode(ChunkListCodec.encode(list))).isEqualTo(list);
    byte[] difference = ChunkListCodec.encode(list, base);
    assertThat(ChunkListCodec.decode(difference, base)).as("seed " + seed).isEqualTo(list);
    assertThat(difference).hasSizeLessThan(300);
  }

  @Test
  void noBytesDoMoreHarmThanAnIoException() {
    ChunkList base = cut(bytes(500_000));
    byte[] good = ChunkListCodec.encode(cut(bytes(500_000)), base);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = random.nextInt(4) == 0 ? bytes(random.nextInt(64)) : good.clone();
      for (int flips = random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        ChunkListCodec.decode(bytes, base);
      } catch (IOException refused) {
        assertThat(refused).isNotNull();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dbothways.seed=" + seed + " case " + i, e);
      }
    }
  }

  @Test
  void theStoreFindsListsAndPlacesAlsoAfterAReopeningAndKeepsThreeOfAPath(@TempDir Path directory)
      throws IOException {
    RelPath path = RelPath.of("a/b");
    ChunkList first = cut(bytes(400_000));
    var contents = new ContentId[4];
    try (var store = ChunkStore.open(directory.resolve("chunks"))) {
      for (int i = 0; i < 4; i++) {
        contents[i] = ContentId.of(bytes(32));
        store.put(contents[i], path, i == 3 ? first : cut(bytes(300_000)));
      }
    }
    try (var store = ChunkStore.open(directory.resolve("chunks"))) {
      assertThat(store.contents(path)).containsExactly(contents[1], contents[2], contents[3]);
      assertThat(store.list(contents[3])).contains(first);
      assertThat(store.list(contents[0])).isEmpty();
      assertThat(store.sizes(path)).contains(SMALL);
      assertThat(store.places(first, 1))
          .containsExactly(new ChunkStore.Place(contents[3], path, first.offset(1)));
    }
  }
}
