package app.bothways.sync.chunk;

import app.bothways.sync.index.Sql;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunk lists of a folder's larger contents, current and lately replaced, in a database of
 * their own: rows are only ever added at its end, and it may be lost, for all in it can be computed
 * anew. What a method has done survives a killed process {@value #WRITTEN_AFTER_MILLIS} ms later; a
 * power cut may take the last lists. Any thread; guarded by itself.
 */
public final class ChunkStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkStore.class);
  private static final int LISTS_IN_MEMORY = 16;

  /** Versions of one path whose lists are kept: half-done, current, and the one before. */
  private static final int KEPT_PER_PATH = 3;

  private static final long WRITTEN_AFTER_MILLIS = 500;

  /** H2's own thread would wake six times a second, for ever, to see whether anything is new. */
  private static final String NO_THREAD = ";WRITE_DELAY=2147483647";

  /** A place where a chunk should be found; to be verified by whoever reads it. */
  public record Place(ContentId content, RelPath path, long offset) {}

  private record Held(long no, ContentId content, RelPath path, ChunkSizes sizes) {}

  private final Sql sql;
  private final Map<ContentId, Held> byContent = new HashMap<>();
  private final Map<Long, Held> byNumber = new HashMap<>();
  private final Map<RelPath, List<Held>> byPath = new HashMap<>();
  private final Map<ContentId, ChunkList> cache = new LinkedHashMap<>(16, 0.75f, true);
  private Optional<Fingerprints> prints = Optional.empty();
  private final LaterWrite write = new LaterWrite(WRITTEN_AFTER_MILLIS, this::writeOut);
  private long last;
  private boolean closed;

  private ChunkStore(Sql sql) throws SQLException {
    this.sql = sql;
    sql.update(
        "create table if not exists chunks (no bigint primary key, content varbinary not null,"
            + " path varchar not null, bits int not null, list varbinary not null)");
    sql.query(
        "select no, content, path, bits from chunks order by no",
        r -> {
          remember(
              new Held(
                  r.getLong(1),
                  ContentId.of(r.getBytes(2)),
                  RelPath.of(r.getString(3)),
                  new ChunkSizes(r.getInt(4))));
          return 0;
        });
  }

  /**
   * @param file without the ending {@code .mv.db}; a file that cannot be read is replaced
   */
  public static ChunkStore open(Path file) throws IOException {
    try {
      return connect(file);
    } catch (SQLException | IllegalArgumentException damaged) {
      LOG.warn("the chunk lists in {} cannot be read and are made anew", file, damaged);
      delete(file);
      try {
        return connect(file);
      } catch (SQLException e) {
        throw new IOException("cannot make the database " + file, e);
      }
    }
  }

  /** Deletes the database; it must not be open. */
  public static void delete(Path file) throws IOException {
    Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".mv.db"));
  }

  private static ChunkStore connect(Path file) throws SQLException {
    var connection =
        DriverManager.getConnection(
            "jdbc:h2:file:"
                + file.toAbsolutePath()
                + ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=2048;TRACE_LEVEL_FILE=0"
                + NO_THREAD);
    try {
      return new ChunkStore(new Sql(connection));
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void remember(Held held) {
    last = Math.max(last, held.no());
    byContent.put(held.content(), held);
    byNumber.put(held.no(), held);
    byPath.computeIfAbsent(held.path(), _ -> new ArrayList<>()).add(held);
  }

  public synchronized Optional<ChunkList> list(ContentId content) {
    Held held = byContent.get(content);
    if (held == null) {
      return Optional.empty();
    }
    ChunkList known = cache.get(content);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Optional<ChunkList> read =
          sql.one("select list from chunks where no = ?", r -> decode(r.getBytes(1)), held.no());
      read.ifPresent(list -> cache(content, list));
      return read;
    } catch (SQLException damaged) {
      LOG.warn("a chunk list cannot be read", damaged);
      return Optional.empty();
    }
  }

  private static ChunkList decode(byte[] bytes) throws SQLException {
    try {
      return ChunkListCodec.decode(bytes);
    } catch (IOException e) {
      throw new SQLException("damaged list", e);
    }
  }

  private void cache(ContentId content, ChunkList list) {
    cache.put(content, list);
    if (cache.size() > LISTS_IN_MEMORY) {
      cache.remove(cache.keySet().iterator().next());
    }
  }

  /** How what is at {@code path} was cut last; the next version should be cut alike. */
  public synchronized Optional<ChunkSizes> sizes(RelPath path) {
    List<Held> held = byPath.getOrDefault(path, List.of());
    return held.isEmpty() ? Optional.empty() : Optional.of(held.getLast().sizes());
  }

  /** The contents that {@code path} has, had, or was about to have: the latest last. */
  public synchronized List<ContentId> contents(RelPath path) {
    return byPath.getOrDefault(path, List.of()).stream().map(Held::content).toList();
  }

  /** Keeps a list; one of the same content is replaced only if that was at another path. */
  public synchronized void put(ContentId content, RelPath path, ChunkList list) {
    Held old = byContent.get(content);
    if (old != null && old.path().equals(path)) {
      return;
    }
    write.soon();
    try {
      if (old != null) {
        forget(old);
      }
      var held = new Held(last + 1, content, path, list.sizes());
      sql.update(
          "insert into chunks (no, content, path, bits, list) values (?, ?, ?, ?, ?)",
          held.no(),
          content.bytes(),
          path.toString(),
          list.sizes().averageBits(),
          ChunkListCodec.encode(list));
      remember(held);
      cache(content, list);
      prints.ifPresent(p -> print(p, held, list));
      List<Held> ofPath = byPath.get(path);
      while (ofPath.size() > KEPT_PER_PATH) {
        forget(ofPath.getFirst());
      }
    } catch (SQLException e) {
      LOG.warn("a chunk list cannot be kept", e);
    }
  }

  private void forget(Held held) throws SQLException {
    write.soon();
    sql.update("delete from chunks where no = ?", held.no());
    byNumber.remove(held.no());
    byContent.remove(held.content(), held);
    cache.remove(held.content());
    List<Held> left = byPath.get(held.path());
    left.remove(held);
    if (left.isEmpty()) {
      byPath.remove(held.path());
    }
  }

  /** Forgets what stood at a path that is no more. */
  public synchronized void forget(RelPath path) {
    try {
      for (Held held : List.copyOf(byPath.getOrDefault(path, List.of()))) {
        forget(held);
      }
    } catch (SQLException e) {
      LOG.warn("a chunk list cannot be forgotten", e);
    }
  }

  /** Where chunk {@code chunk} of {@code list} may be found on this disk; at most eight places. */
  public synchronized List<Place> places(ChunkList list, int chunk) {
    var found = new ArrayList<Place>();
    for (long value : prints().find(list.print(chunk))) {
      Held held = byNumber.get(value >>> 24);
      int there = (int) (value & 0xff_ffff);
      if (held == null) {
        continue;
      }
      list(held.content())
          .filter(l -> there < l.count() && list.same(chunk, l, there))
          .ifPresent(l -> found.add(new Place(held.content(), held.path(), l.offset(there))));
    }
    return found;
  }

  private Fingerprints prints() {
    if (prints.isEmpty()) {
      var fresh = new Fingerprints();
      for (Held held : List.copyOf(byNumber.values())) {
        list(held.content()).ifPresent(list -> print(fresh, held, list));
      }
      prints = Optional.of(fresh);
    }
    return prints.get();
  }

  private static void print(Fingerprints into, Held held, ChunkList list) {
    for (int i = 0; i < list.count(); i++) {
      into.add(list.print(i), held.no() << 24 | i);
    }
  }

  private synchronized void writeOut() {
    if (closed) {
      return;
    }
    try {
      sql.update("checkpoint");
    } catch (SQLException e) {
      LOG.warn("the chunk lists cannot be written", e);
    }
  }

  /** Writes what is not in the file yet. */
  @Override
  public synchronized void close() {
    closed = true;
    sql.close();
  }
}
