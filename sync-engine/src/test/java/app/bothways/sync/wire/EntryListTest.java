package app.bothways.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.core.Message;
import app.bothways.sync.fuzz.Bounds;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EntryListTest {
  private static final int MANY = 100_000;
  private static final long[] MAKERS = {-5, 7, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40};

  private static ContentId content(Random random) {
    byte[] bytes = new byte[ContentId.LENGTH];
    random.nextBytes(bytes);
    return ContentId.of(bytes);
  }

  private static Entry entry(Random random) {
    String[] names = {"a", "photos", "b 🎈", "ä", "深", "x".repeat(255)};
    var path = new StringBuilder(names[random.nextInt(names.length)]);
    for (int depth = random.nextInt(6); depth > 0; depth--) {
      path.append('/').append(names[random.nextInt(names.length)]).append(random.nextInt(50));
    }
    String text = path.length() > 255 ? path.toString().replace("x".repeat(255), "y") : path + "";
    var counters = new TreeMap<Long, Long>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      counters.put(MAKERS[random.nextInt(MAKERS.length)], 1 + (random.nextLong() >>> 1) / 2);
    }
    var version =
        new Version(
            VersionVector.of(counters),
            random.nextLong() >>> 2,
            MAKERS[random.nextInt(MAKERS.length)]);
    RelPath where = RelPath.of(text);
    return switch (random.nextInt(5)) {
      case 0 -> new DirEntry(where, version);
      case 1 -> new LinkEntry(where, version, "../" + text);
      case 2 -> new Tombstone(where, version, Optional.of(content(random)));
      case 3 -> new Tombstone(where, version, Optional.empty());
      default ->
          new FileEntry(
              where,
              version,
              random.nextLong() >>> 1,
              random.nextLong(),
              random.nextBoolean(),
              content(random),
              random.nextBoolean() ? Optional.of(content(random)) : Optional.empty());
    };
  }

  @Test
  void whateverIsToldIsReadAsItWasWritten() throws IOException {
    long seed = Long.getLong("bothways.seed", new Random().nextLong());
    var random = new Random(seed);
    for (int n = 0; n < 300; n++) {
      var entries = new ArrayList<Entry>();
      for (int i = random.nextInt(40); i > 0; i--) {
        entries.add(entry(random));
      }
      assertThat(EntryList.decode(EntryList.encode(entries), MANY))
          .as("-Dbothways.seed=" + seed)
          .isEqualTo(entries);
    }
  }

  @Test
  void rowsThatGoTogetherTakeLittleMoreThanTheirContent() {
    var random = new Random(3);
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < 1000; i++) {
      var version = new Version(VersionVector.of(Map.of(-5L, 70_000L + i)), (1L << 56) + i, -5);
      RelPath path = RelPath.of("photos/2026/%02d/%d.jpg".formatted(i / 100, i));
      entries.add(
          new FileEntry(
              path,
              version,
              random.nextInt(1 << 20),
              1_790_000_000_000_000_000L + random.nextInt(),
              false,
              content(random),
              Optional.empty()));
    }
    assertThat(EntryList.encode(entries).length / entries.size()).isLessThan(55);
  }

  @Test
  void longPathsThatAreAlikeAreToldInFullBeforeTheyWouldTakeMoreMemoryThanTheyMay()
      throws IOException {
    String deep = String.join("/", Collections.nCopies(16, "d".repeat(250)));
    var version = new Version(VersionVector.of(Map.of(1L, 1L)), 9, 1);
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < 200; i++) {
      entries.add(new DirEntry(RelPath.of(deep + "/" + i), version));
    }
    byte[] told = EntryList.encode(entries);
    assertThat(told.length).isGreaterThan(200 * 4000 - EntryList.MOST_SHARED);
    assertThat(EntryList.decode(told, MANY)).isEqualTo(entries);
  }

  @Test
  void aListThatClaimsToShareMoreIsRefused() {
    String deep = String.join("/", Collections.nCopies(16, "d".repeat(250)));
    var version = new Version(VersionVector.of(Map.of(1L, 1L)), 9, 1);
    var out = new Packed.Out();
    out.bytes(EntryList.encode(List.of(new DirEntry(RelPath.of(deep), version))));
    byte[] same = {1, (byte) 0xaf, 0x1f, 0, 1, 1, 0, 0, 1};
    for (int i = 0; i < 100; i++) {
      out.bytes(same);
    }
    assertThatThrownBy(() -> EntryList.decode(out.done(), MANY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a path of 4015 and 0 bytes");
  }

  private static List<Entry> wide(int rows, int makers) {
    var counters = new TreeMap<Long, Long>();
    for (long maker = 1; maker <= makers; maker++) {
      counters.put(maker, 1L);
    }
    var version = new Version(VersionVector.of(counters), 9, 1);
    return Collections.nCopies(rows, new DirEntry(RelPath.of("d"), version));
  }

  @Test
  void versionsOfAllTooManyMakersAreRefusedBeforeTheyTakeMemory() throws IOException {
    byte[] most = EntryList.encode(wide(64, 4096));
    assertThat(EntryList.decode(most, MANY)).hasSize(64);
    byte[] more = EntryList.encode(wide(1300, 4096));
    assertThat(more.length).as("short enough for one message").isLessThan(16 << 20);
    Bounds.allocate(100 << 20, () -> EntryList.decode(more, MANY));
    assertThatThrownBy(() -> EntryList.decode(more, MANY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 262144 counters in one list of rows");
    byte[] oneMore =
        EntryList.encode(Stream.concat(wide(64, 4096).stream(), wide(1, 1).stream()).toList());
    assertThatThrownBy(() -> EntryList.decode(oneMore, MANY)).isInstanceOf(IOException.class);
    var rows = new Message.Rows(1, 0, 9, true, wide(65, 4096), Map.of(), List.of(), 2, List.of());
    byte[] message = MessageCodec.encode(rows);
    assertThatThrownBy(() -> MessageCodec.decode(message)).isInstanceOf(IOException.class);
  }

  @Test
  void whatManyDevicesChangedIsReadStill() throws IOException {
    assertThat(EntryList.decode(EntryList.encode(wide(5000, 50)), 5000)).hasSize(5000);
  }

  @Test
  void aListOfTooManyIsRefused() {
    var version = new Version(VersionVector.of(Map.of(1L, 1L)), 9, 1);
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < 11; i++) {
      entries.add(new DirEntry(RelPath.of("d" + i), version));
    }
    byte[] told = EntryList.encode(entries);
    assertThatThrownBy(() -> EntryList.decode(told, 10)).hasMessageContaining("too many");
  }

  @Test
  void noBytesDoMoreHarmThanAnIoException() {
    long seed = Long.getLong("bothways.seed", new Random().nextLong());
    var random = new Random(seed);
    for (int n = 0; n < 20_000; n++) {
      byte[] bytes = EntryList.encode(List.of(entry(random), entry(random), entry(random)));
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      byte[] some = Arrays.copyOf(bytes, bytes.length - random.nextInt(3));
      try {
        List<Entry> read = EntryList.decode(some, MANY);
        assertThat(EntryList.decode(EntryList.encode(read), MANY)).isEqualTo(read);
      } catch (IOException refused) {
        assertThat(refused).isNotNull();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dbothways.seed=" + seed + " case " + n, e);
      }
    }
  }

  @Test
  void rowsAsAnOlderVersionToldThemAreRefused() throws IOException {
    var version = new Version(VersionVector.of(Map.of(1L, 1L)), 9, 1);
    byte[] one = EntryCodec.encode(new DirEntry(RelPath.of("d"), version));
    byte[] rows = Fields.bytes(out -> out.writeByteArray(5, one));
    byte[] message = Fields.bytes(out -> out.writeByteArray(3, rows));
    assertThatThrownBy(() -> MessageCodec.decode(message))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("older version");
    var none = new Message.Rows(1, 0, 0, true, List.of(), Map.of(), List.of(), 2, List.of());
    assertThat(MessageCodec.decode(MessageCodec.encode(none))).isEqualTo(none);
  }

  @Test
  void theDatabaseHasEntriesAsItAlwaysHadThem() throws IOException {
    long seed = Long.getLong("bothways.seed", new Random().nextLong());
    var random = new Random(seed);
    for (int n = 0; n < 300; n++) {
      Entry entry = entry(random);
      assertThat(EntryCodec.encode(entry))
          .as("-Dbothways.seed=" + seed)
          .isEqualTo(asTheSchemaSays(entry));
      assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
    }
  }

  private static byte[] asTheSchemaSays(Entry entry) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    out.writeString(2, entry.path().toString());
    out.writeByteArray(3, version(entry.version()));
    switch (entry) {
      case FileEntry file -> {
        out.writeEnum(1, 1);
        out.writeUInt64(4, file.size());
        out.writeSInt64(5, file.mtimeNanos());
        out.writeBool(6, file.executable());
        out.writeByteArray(7, file.contentId().bytes());
        if (file.previous().isPresent()) {
          out.writeByteArray(8, file.previous().get().bytes());
        }
      }
      case DirEntry _ -> out.writeEnum(1, 2);
      case LinkEntry link -> {
        out.writeEnum(1, 3);
        out.writeString(9, link.target());
      }
      case Tombstone gone -> {
        out.writeEnum(1, 4);
        if (gone.previous().isPresent()) {
          out.writeByteArray(8, gone.previous().get().bytes());
        }
      }
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] version(Version version) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    for (Map.Entry<Long, Long> one : version.vector().counters().entrySet()) {
      var pair = new ByteArrayOutputStream();
      var inner = CodedOutputStream.newInstance(pair);
      inner.writeFixed64(1, one.getKey());
      inner.writeUInt64(2, one.getValue());
      inner.flush();
      out.writeByteArray(1, pair.toByteArray());
    }
    out.writeUInt64(2, version.hlc());
    out.writeFixed64(3, version.actor());
    out.flush();
    return bytes.toByteArray();
  }
}
