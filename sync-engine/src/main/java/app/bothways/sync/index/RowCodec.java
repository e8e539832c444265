package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.wire.Packed;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A row as the table keeps it: without its path and sequence, which are columns, with numbers for
 * makers, and what the disk held only where that is not what the entry says anyway. Of a million
 * rows every byte is a megabyte.
 *
 * <p>One byte of kind and {@code bits}, the version, then what the kind has. Numbers are of seven
 * bits to a byte, low ones first; those that may be negative are folded into even and odd.
 */
final class RowCodec {
  private static final int FILE = 0;
  private static final int DIR = 1;
  private static final int LINK = 2;
  private static final int TOMBSTONE = 3;
  private static final int KIND = 3;

  private static final int EXECUTABLE = 1 << 2;
  private static final int PREVIOUS = 1 << 3;
  private static final int SEEN = 1 << 4;

  /** The disk held just what the entry says, but for times and identity. */
  private static final int SEEN_SAME = 1 << 5;

  private static final int SEEN_EXECUTABLE = 1 << 6;

  /** The disk does not tell which files are executable. */
  private static final int SEEN_UNTOLD = 1 << 7;

  /** More makers than a folder will ever have. */
  private static final int MOST_MAKERS = 4096;

  private final Makers makers;

  RowCodec(Makers makers) {
    this.makers = makers;
  }

  // ---- out -----------------------------------------------------------------------------------

  byte[] encode(Row row) {
    Entry entry = row.entry();
    Optional<Observed> seen = row.observed();
    boolean same = seen.filter(s -> isAsSaid(entry, s)).isPresent();
    var out = new Packed.Out();
    out.octet(bits(entry, seen, same));
    version(out, entry.version());
    switch (entry) {
      case FileEntry file -> {
        out.number(file.size());
        out.fixed(file.mtimeNanos());
        out.bytes(file.contentId().bytes());
        file.previous().ifPresent(p -> out.bytes(p.bytes()));
      }
      case DirEntry _ -> {}
      case LinkEntry link -> out.text(link.target());
      case Tombstone gone -> gone.previous().ifPresent(p -> out.bytes(p.bytes()));
    }
    seen.ifPresent(s -> seen(out, entry, s, same));
    return out.done();
  }

  private static int bits(Entry entry, Optional<Observed> seen, boolean same) {
    int kind =
        switch (entry) {
          case FileEntry file ->
              FILE
                  | (file.executable() ? EXECUTABLE : 0)
                  | (file.previous().isPresent() ? PREVIOUS : 0);
          case DirEntry _ -> DIR;
          case LinkEntry _ -> LINK;
          case Tombstone gone -> TOMBSTONE | (gone.previous().isPresent() ? PREVIOUS : 0);
        };
    return kind
        | (seen.isPresent() ? SEEN : 0)
        | (same ? SEEN_SAME : 0)
        | seen.map(s -> bit(s.stamp().executable())).orElse(0);
  }

  private static int bit(Executable executable) {
    return switch (executable) {
      case NO -> 0;
      case YES -> SEEN_EXECUTABLE;
      case UNTOLD -> SEEN_UNTOLD;
    };
  }

  private static Executable executable(int bits) {
    return (bits & SEEN_UNTOLD) != 0
        ? Executable.UNTOLD
        : Executable.of((bits & SEEN_EXECUTABLE) != 0);
  }

  private static boolean isAsSaid(Entry entry, Observed seen) {
    return switch (seen) {
      case Observed.File file ->
          entry instanceof FileEntry said
              && said.contentId().equals(file.content())
              && said.size() == file.stamp().size();
      case Observed.Dir dir -> entry instanceof DirEntry && dir.stamp().size() == 0;
      case Observed.Link link ->
          entry instanceof LinkEntry said
              && said.target().equals(link.target())
              && link.stamp().size() == 0;
    };
  }

  private void version(Packed.Out out, Version version) {
    var counters = version.vector().counters();
    out.number(counters.size());
    for (Map.Entry<Long, Long> one : counters.entrySet()) {
      out.number(makers.number(one.getKey()));
      out.number(one.getValue());
    }
    out.number(version.hlc());
    out.number(makers.number(version.actor()));
  }

  private static void seen(Packed.Out out, Entry entry, Observed seen, boolean same) {
    Stamp stamp = seen.stamp();
    long base = entry instanceof FileEntry file ? file.mtimeNanos() : 0;
    out.signed(stamp.mtimeNanos() - base);
    out.signed(stamp.ctimeNanos() < 0 ? stamp.ctimeNanos() : 0);
    if (stamp.ctimeNanos() >= 0) {
      out.signed(stamp.ctimeNanos() - stamp.mtimeNanos());
    }
    out.number(stamp.fileKey());
    if (same) {
      return;
    }
    out.number(stamp.size());
    switch (seen) {
      case Observed.File file -> {
        out.octet(FILE);
        out.bytes(file.content().bytes());
      }
      case Observed.Dir _ -> out.octet(DIR);
      case Observed.Link link -> {
        out.octet(LINK);
        out.text(link.target());
      }
    }
  }

  // ---- in ------------------------------------------------------------------------------------

  /**
   * @throws IOException when {@code bytes} are no such row
   */
  Row decode(RelPath path, long seq, byte[] bytes) throws IOException {
    var in = new Packed.In(bytes);
    try {
      int bits = in.octet();
      Version version = version(in);
      Entry entry = entry(path, bits, version, in);
      Optional<Observed> seen =
          (bits & SEEN) == 0 ? Optional.empty() : Optional.of(seen(entry, bits, in));
      in.end();
      return new Row(entry, seen, seq);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a valid row: " + e.getMessage(), e);
    }
  }

  private static Entry entry(RelPath path, int bits, Version version, Packed.In in)
      throws IOException {
    boolean previous = (bits & PREVIOUS) != 0;
    return switch (bits & KIND) {
      case FILE -> {
        long size = in.number();
        long mtime = in.fixed();
        ContentId content = content(in);
        Optional<ContentId> before = previous ? Optional.of(content(in)) : Optional.empty();
        yield new FileEntry(path, version, size, mtime, (bits & EXECUTABLE) != 0, content, before);
      }
      case DIR -> new DirEntry(path, version);
      case LINK -> new LinkEntry(path, version, in.text());
      default ->
          new Tombstone(path, version, previous ? Optional.of(content(in)) : Optional.empty());
    };
  }

  private static ContentId content(Packed.In in) throws IOException {
    return ContentId.of(in.bytes(ContentId.LENGTH));
  }

  private Version version(Packed.In in) throws IOException {
    long size = in.number();
    // None: of what nobody did (Version.nobodys).
    if (size < 0 || size > MOST_MAKERS) {
      throw new IOException("a version of " + size + " makers");
    }
    var counters = new TreeMap<Long, Long>();
    for (int i = 0; i < size; i++) {
      long maker = maker(in);
      counters.put(maker, in.number());
    }
    long hlc = in.number();
    if (hlc < 0 || hlc > Long.MAX_VALUE >> 1) {
      throw new IOException("clock out of range");
    }
    return new Version(VersionVector.of(counters), hlc, maker(in));
  }

  private long maker(Packed.In in) throws IOException {
    long number = in.number();
    return Optional.of(number)
        .filter(n -> n >= 0 && n < Integer.MAX_VALUE)
        .flatMap(n -> makers.id(n.intValue()))
        .orElseThrow(() -> new IOException("there is no maker number " + number));
  }

  private static Observed seen(Entry entry, int bits, Packed.In in) throws IOException {
    long base = entry instanceof FileEntry file ? file.mtimeNanos() : 0;
    long mtime = base + in.signed();
    long mark = in.signed();
    long ctime = mark < 0 ? mark : mtime + in.signed();
    long key = in.number();
    Executable executable = executable(bits);
    if ((bits & SEEN_SAME) != 0) {
      return same(entry, mtime, ctime, key, executable);
    }
    var stamp = new Stamp(in.number(), mtime, ctime, key, executable);
    int kind = in.octet();
    return switch (kind) {
      case FILE -> new Observed.File(stamp, content(in));
      case DIR -> new Observed.Dir(stamp);
      case LINK -> new Observed.Link(stamp, in.text());
      default -> throw new IOException("something of unknown kind " + kind + " was seen");
    };
  }

  private static Observed same(Entry entry, long mtime, long ctime, long key, Executable executable)
      throws IOException {
    return switch (entry) {
      case FileEntry file ->
          new Observed.File(
              new Stamp(file.size(), mtime, ctime, key, executable), file.contentId());
      case DirEntry _ -> new Observed.Dir(new Stamp(0, mtime, ctime, key, executable));
      case LinkEntry link ->
          new Observed.Link(new Stamp(0, mtime, ctime, key, executable), link.target());
      case Tombstone _ -> throw new IOException("a tombstone that was seen");
    };
  }
}
