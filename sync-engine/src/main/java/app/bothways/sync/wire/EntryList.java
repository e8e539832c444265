package app.bothways.sync.wire;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Entries one after the other as bytes, each told by how it differs from those before it: rows that
 * go together lie side by side, were made by the same device one after the other, and have little
 * of their own but their content. Written as {@code docs/exchange.md} says.
 */
public final class EntryList {
  private static final int FILE = 0;
  private static final int DIR = 1;
  private static final int LINK = 2;
  private static final int TOMBSTONE = 3;
  private static final int KIND = 3;
  private static final int EXECUTABLE = 1 << 2;
  private static final int PREVIOUS = 1 << 3;
  private static final int ALL_BITS = KIND | EXECUTABLE | PREVIOUS;

  private static final int LONGEST_PATH = 4096;

  /** More makers than a folder will ever have. */
  private static final int MOST_MAKERS = 4096;

  /**
   * So many bytes of paths may be told in one list by what they share with the one before: what a
   * reader allocates is bounded by that and the length of the list.
   */
  static final int MOST_SHARED = 256 << 10;

  /**
   * So many counters may stand in the versions of one list, 52 for each of the most rows that a
   * message may have. Two bytes tell of one that takes a hundred when it is read.
   */
  private static final int MOST_COUNTERS = 256 << 10;

  private EntryList() {}

  public static byte[] encode(List<Entry> entries) {
    var writer = new Writer();
    entries.forEach(writer::add);
    return writer.out.done();
  }

  /**
   * @throws IOException when {@code bytes} are no such list, or one of more than {@code most}
   *     entries
   */
  public static List<Entry> decode(byte[] bytes, int most) throws IOException {
    var reader = new Reader(bytes);
    var entries = new ArrayList<Entry>();
    try {
      while (!reader.in.isAtEnd()) {
        if (entries.size() >= most) {
          throw new IOException("too many rows in one message");
        }
        entries.add(reader.next());
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("not a valid entry: " + e.getMessage(), e);
    }
    return entries;
  }

  private static final class Writer {
    private final Packed.Out out = new Packed.Out();
    private final Map<Long, Integer> makers = new HashMap<>();
    private final Map<Long, Long> counters = new HashMap<>();
    private byte[] path = {};
    private int shared;
    private long hlc;
    private long mtime;

    void add(Entry entry) {
      out.octet(bits(entry));
      path(entry.path());
      version(entry.version());
      switch (entry) {
        case FileEntry file -> {
          out.number(file.size());
          out.signed(file.mtimeNanos() - mtime);
          mtime = file.mtimeNanos();
          out.bytes(file.contentId().bytes());
          file.previous().ifPresent(p -> out.bytes(p.bytes()));
        }
        case DirEntry _ -> {}
        case LinkEntry link -> out.text(link.target());
        case Tombstone gone -> gone.previous().ifPresent(p -> out.bytes(p.bytes()));
      }
    }

    private static int bits(Entry entry) {
      return switch (entry) {
        case FileEntry file ->
            FILE
                | (file.executable() ? EXECUTABLE : 0)
                | (file.previous().isPresent() ? PREVIOUS : 0);
        case DirEntry _ -> DIR;
        case LinkEntry _ -> LINK;
        case Tombstone gone -> TOMBSTONE | (gone.previous().isPresent() ? PREVIOUS : 0);
      };
    }

    private void path(RelPath now) {
      byte[] text = now.toString().getBytes(StandardCharsets.UTF_8);
      int most = Math.min(Math.min(text.length, path.length), MOST_SHARED - shared);
      int same = 0;
      while (same < most && text[same] == path[same]) {
        same++;
      }
      out.number(same);
      out.number(text.length - same);
      out.bytes(text, same, text.length - same);
      shared += same;
      path = text;
    }

    private void version(Version version) {
      var vector = version.vector().counters();
      out.number(vector.size());
      for (Map.Entry<Long, Long> one : vector.entrySet()) {
        maker(one.getKey());
        Long before = counters.put(one.getKey(), one.getValue());
        out.signed(one.getValue() - (before == null ? 0 : before));
      }
      out.signed(version.hlc() - hlc);
      hlc = version.hlc();
      maker(version.actor());
    }

    private void maker(long id) {
      Integer known = makers.putIfAbsent(id, makers.size() + 1);
      out.number(known == null ? 0 : known);
      if (known == null) {
        out.fixed(id);
      }
    }
  }

  private static final class Reader {
    private final Packed.In in;
    private final List<Long> makers = new ArrayList<>();
    private final Map<Long, Long> counters = new HashMap<>();
    private byte[] path = {};
    private long shared;
    private long counted;
    private long hlc;
    private long mtime;

    Reader(byte[] bytes) {
      in = new Packed.In(bytes);
    }

    Entry next() throws IOException {
      int bits = in.octet();
      if ((bits & ~ALL_BITS) != 0) {
        throw new IOException("entry of unknown kind " + bits);
      }
      RelPath where = path();
      Version version = version();
      boolean previous = (bits & PREVIOUS) != 0;
      return switch (bits & KIND) {
        case FILE -> file(where, version, bits);
        case DIR -> new DirEntry(where, version);
        case LINK -> new LinkEntry(where, version, in.text());
        default ->
            new Tombstone(where, version, previous ? Optional.of(content()) : Optional.empty());
      };
    }

    private FileEntry file(RelPath where, Version version, int bits) throws IOException {
      long size = in.number();
      mtime += in.signed();
      ContentId content = content();
      Optional<ContentId> before =
          (bits & PREVIOUS) != 0 ? Optional.of(content()) : Optional.empty();
      return new FileEntry(where, version, size, mtime, (bits & EXECUTABLE) != 0, content, before);
    }

    private ContentId content() throws IOException {
      return ContentId.of(in.bytes(ContentId.LENGTH));
    }

    private RelPath path() throws IOException {
      long same = in.number();
      long own = in.number();
      boolean possible = same >= 0 && same <= path.length && own >= 0 && own <= LONGEST_PATH - same;
      shared += possible ? same : 0;
      if (!possible || shared > MOST_SHARED) {
        throw new IOException("a path of " + same + " and " + own + " bytes");
      }
      var text = new byte[(int) (same + own)];
      System.arraycopy(path, 0, text, 0, (int) same);
      in.bytes(text, (int) same, (int) own);
      path = text;
      String said = Packed.In.text(text, 0, text.length);
      RelPath where = RelPath.of(said);
      if (!where.toString().equals(said)) {
        throw new IOException("path is not in NFC");
      }
      return where;
    }

    private Version version() throws IOException {
      long size = in.number();
      if (size < 1 || size > MOST_MAKERS) {
        throw new IOException("a version of " + size + " makers");
      }
      counted += size;
      if (counted > MOST_COUNTERS) {
        throw new IOException("more than " + MOST_COUNTERS + " counters in one list of rows");
      }
      var vector = new TreeMap<Long, Long>();
      for (int i = 0; i < size; i++) {
        long maker = maker();
        long counter = counters.getOrDefault(maker, 0L) + in.signed();
        counters.put(maker, counter);
        vector.put(maker, counter);
      }
      hlc += in.signed();
      // Half of the range is left above, so that a clock far ahead cannot exhaust it.
      if (hlc < 0 || hlc > Long.MAX_VALUE >> 1) {
        throw new IOException("clock out of range");
      }
      return new Version(VersionVector.of(vector), hlc, maker());
    }

    private long maker() throws IOException {
      long number = in.number();
      if (number < 0 || number > makers.size()) {
        throw new IOException("there is no maker number " + number);
      }
      if (number == 0) {
        makers.add(in.fixed());
        return makers.getLast();
      }
      return makers.get((int) number - 1);
    }
  }
}
