package app.bothways.sync.exchange;

import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.chunk.ChunkListCodec;
import app.bothways.sync.core.Index;
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
import app.bothways.sync.transfer.Blocks;
import app.bothways.sync.transfer.Coding;
import app.bothways.sync.transfer.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whatever another device may say, on any stream: refused, or read and said again alike. The first
 * byte says which kind of message it is taken for.
 */
public final class ExchangeFuzz {
  private static final FolderId FOLDER = new FolderId("abcdefghijklmnopqrstuvwxyz");
  private static final ContentId CONTENT = ContentId.of(new byte[ContentId.LENGTH]);
  private static final long FIXED = 4L << 20;

  private static final int MOST_COUNTERS = 256 << 10;

  /** A chunk list of runs over a base is as long as the sender says, up to a bound of its own. */
  private static final int BASE_CHUNKS = 40;

  private ExchangeFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(data, 1, data.length);
    switch (data[0] & 7) {
      case 0, 1 -> Bounds.allocate(FIXED + 512L * data.length, () -> control(rest));
      case 2, 3 -> Bounds.allocate(FIXED + 512L * data.length, () -> request(rest));
      case 4 -> Bounds.allocate(FIXED + 256L * data.length, () -> list(rest));
      case 5 -> difference(rest);
      case 6 -> blocks(rest);
      default -> Bounds.allocate(FIXED + 256L * data.length, () -> frame(rest));
    }
  }

  private static void control(byte[] bytes) throws IOException {
    Control read = Control.decode(bytes);
    if (read instanceof Control.InFolder(var _, Message.Rows rows)) {
      long counters =
          rows.entries().stream().mapToLong(e -> e.version().vector().counters().size()).sum();
      Bounds.holds(counters <= MOST_COUNTERS, "more counters than one message may have");
    }
    Bounds.same(read, Control.decode(Control.encode(read)));
  }

  private static void request(byte[] bytes) throws IOException {
    ContentRequest read = ContentRequest.decode(bytes);
    Bounds.holds(read.parts().size() <= ContentRequest.MOST_PARTS, "too many parts");
    Bounds.same(read, ContentRequest.decode(read.encode()));
  }

  private static void list(byte[] bytes) throws IOException {
    ChunkList read = ChunkListCodec.decode(bytes);
    Bounds.same(read, ChunkListCodec.decode(ChunkListCodec.encode(read)));
  }

  private static void difference(byte[] bytes) {
    try {
      ChunkList base = base();
      ChunkList read = ChunkListCodec.decode(bytes, base);
      Bounds.same(read, ChunkListCodec.decode(ChunkListCodec.encode(read, base), base));
    } catch (IOException refused) {
      // As any of them may be.
      return;
    }
  }

  private static ChunkList base() throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(16);
    out.write(BASE_CHUNKS * 2);
    for (int i = 0; i < BASE_CHUNKS; i++) {
      out.write(i + 1);
      var id = new byte[ContentId.LENGTH];
      id[0] = (byte) i;
      out.writeBytes(id);
    }
    return ChunkListCodec.decode(out.toByteArray());
  }

  /** Each block expands to its own bound, so what is allocated grows with their number. */
  private static void blocks(byte[] bytes) {
    var into = new byte[4096];
    try (InputStream in = Blocks.reading(new ByteArrayInputStream(bytes))) {
      long got = 0;
      for (int n = in.read(into); n >= 0; n = in.read(into)) {
        got += n;
        Bounds.holds(got <= (128L << 10) * bytes.length, "more than the blocks can hold");
      }
    } catch (IOException refused) {
      // As any of them may be.
      return;
    }
  }

  private static void frame(byte[] bytes) throws IOException {
    Frames.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /** Messages of each kind to begin with. */
  public static List<byte[]> seeds() {
    List<byte[]> all = new ArrayList<>();
    for (Message message : messages()) {
      all.add(kind(0, Control.encode(new Control.InFolder(FOLDER, message))));
    }
    all.add(kind(0, Control.encode(new Control.InFolder(FOLDER, wide()))));
    all.add(kind(0, Control.encode(new Control.Hello(3))));
    all.add(kind(0, Control.encode(new Control.NoOffer(FOLDER))));
    all.add(
        kind(0, Control.encode(new Control.Offer(FOLDER, "Photos", FolderMode.SEND_ONLY, 5, 6))));
    all.add(kind(2, requestToBeginWith().encode()));
    try {
      all.add(kind(4, ChunkListCodec.encode(base())));
      all.add(kind(5, ChunkListCodec.encode(base(), base())));
      var coded = new ByteArrayOutputStream();
      try (var out = Blocks.writing(coded)) {
        out.write(new byte[300]);
        out.flush();
        out.write(1);
      }
      all.add(kind(6, coded.toByteArray()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    all.add(kind(7, new byte[] {0, 0, 0, 2, 1, 1}));
    return all;
  }

  private static List<Message> messages() {
    var version = new Version(VersionVector.of(Map.of(-5L, 3L, 7L, 1L)), 1L << 50, -5);
    var file =
        new FileEntry(RelPath.of("a/b"), version, 7, -12, true, CONTENT, Optional.of(CONTENT));
    return List.of(
        new Message.Announce(-1, 5, new Index.Mark(-9, 3, -7), 2, 1),
        new Message.Absent(3),
        new Message.Rows(
            -1,
            3,
            8,
            true,
            List.of(
                file,
                new DirEntry(RelPath.of("a"), version),
                new LinkEntry(RelPath.of("l"), version, "../x"),
                new Tombstone(RelPath.of("gone"), version, Optional.of(CONTENT))),
            Map.of(-5L, "anna"),
            List.of(RelPath.of("w/x")),
            -3,
            List.of(RelPath.of("gone"))),
        new Message.Standing(4, 5, 6, 7, 8, true, 9, -2),
        new Message.Again(12),
        new Message.Check(13));
  }

  /** Much in few bytes: the same counters again and again. */
  private static Message wide() {
    var counters = new TreeMap<Long, Long>();
    for (long maker = 1; maker <= 90; maker++) {
      counters.put(maker, 1L);
    }
    var version = new Version(VersionVector.of(counters), 1L << 50, 1);
    List<Entry> entries = Collections.nCopies(30, new DirEntry(RelPath.of("d"), version));
    return new Message.Rows(-1, 3, 8, true, entries, Map.of(), List.of(), -3, List.of());
  }

  private static ContentRequest requestToBeginWith() {
    RelPath path = RelPath.of("x/y");
    var stretches = List.of(new Part.Stretch(0, 7), new Part.Stretch(1L << 40, 9));
    return new ContentRequest(
        FOLDER,
        Coding.Kind.ZSTD,
        List.of(
            new Part.Whole(path, CONTENT),
            new Part.Stretches(path, CONTENT, stretches),
            new Part.Chunks(path, CONTENT, Optional.of(new Part.Base(CONTENT, CONTENT)))));
  }

  private static byte[] kind(int kind, byte[] message) {
    var out = new byte[message.length + 1];
    out[0] = (byte) kind;
    System.arraycopy(message, 0, out, 1, message.length);
    return out;
  }
}
