package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.disk.Known;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database file of one folder: one connection that writes, one that reads what was committed.
 *
 * <p>A file that cannot be opened, or is of another root, is set aside under another name, never
 * deleted, and a new one begins with a new actor in join mode: what the disk holds then loses
 * against everything that other devices know, and nothing counts as deleted.
 */
public final class IndexFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFile.class);

  /**
   * CRASH: H2's own thread writes one table after the other while transactions go on, so that a
   * killed process could leave a transaction's rows in one table and not in the other. Without it
   * only the thread that changes the tables writes them, between two changes.
   */
  private static final String NO_WRITES_BESIDE = ";WRITE_DELAY=2147483647";

  /** KiB of pages in memory while there is something to do. */
  static final int CACHE_KIB = 32 << 10;

  private static final List<String> SCHEMA =
      List.of(
          "create table if not exists meta (actor bigint not null, clock bigint not null,"
              + " joining boolean not null, seq bigint not null, digest bigint not null,"
              + " files bigint not null, dirs bigint not null, bytes bigint not null)",
          "create table if not exists life (since bigint primary key, id bigint not null)",
          "create table if not exists grave (seq bigint primary key)",
          "create table if not exists dir (no int primary key, path varchar not null unique)",
          "create table if not exists maker (no int primary key, id bigint not null)",
          "create table if not exists entry (seq bigint primary key, dir int not null,"
              + " name varchar not null, kind tinyint not null, data varbinary not null)",
          "create unique index if not exists entry_name on entry (dir, name)",
          "create table if not exists conflict (dir int not null, name varchar not null,"
              + " primary key (dir, name))",
          "create table if not exists remote (parent varchar not null, name varchar not null,"
              + " device int not null, size bigint not null, entry varbinary not null,"
              + " primary key (parent, name, device))",
          "create table if not exists heard (no int primary key, entries varbinary not null)",
          "create table if not exists heard_gone (no int primary key, gone varbinary not null)",
          "create table if not exists device (no int primary key, id varbinary not null,"
              + " idx bigint not null, seq bigint not null, life bigint not null,"
              + " settled bigint not null)",
          "create table if not exists past (device int not null, idx bigint not null,"
              + " primary key (device, idx))",
          "create table if not exists local (parent varchar not null, name varchar not null,"
              + " primary key (parent, name))",
          "create table if not exists withdrawn (parent varchar not null, name varchar not null,"
              + " device int not null, primary key (parent, name, device))",
          "create table if not exists former (device int primary key, settled bigint not null,"
              + " idx bigint not null, seq bigint not null, life bigint not null)",
          "create table if not exists former_entry (device int not null, path varchar not null,"
              + " entry varbinary not null, primary key (device, path))",
          "create table if not exists former_actor (id bigint primary key)",
          "create table if not exists former_found (nanos bigint not null)",
          "create table if not exists root (incarnation varchar not null)",
          "create table if not exists rules (fingerprint varchar not null)",
          "create table if not exists intent (no int primary key, entries varbinary not null)",
          "create table if not exists actor (id bigint primary key, label varchar not null)");

  /**
   * What holds the file, and measures time.
   *
   * @param scheme by which H2 knows it
   * @param retentionMillis for how long H2 leaves alone what it has replaced in the file, lest the
   *     disk bring changes to it in another order. By itself it waits 45 s, in which a first scan
   *     of a million files is over. Here the disk is waited for much oftener, see {@link
   *     H2Index#LONGEST_UNSYNCED}
   * @param leastPacked bytes: a smaller file is never packed
   */
  record Medium(String scheme, LongSupplier nanoTime, int retentionMillis, long leastPacked) {
    static final Medium DISK = of("file", System::nanoTime);

    static Medium of(String scheme, LongSupplier nanoTime) {
      return new Medium(scheme, nanoTime, 5000, 32 << 20);
    }
  }

  private final H2Index writer;
  private final Slack slack;
  private final Sql reader;

  /** What the reader has seen of them; guarded by the reader. */
  private final Dirs dirs;

  private IndexFile(H2Index writer, Slack slack, Sql reader) throws SQLException {
    this.writer = writer;
    this.slack = slack;
    this.reader = reader;
    dirs = new Dirs(reader);
  }

  /**
   * @param file without the ending {@code .mv.db}
   * @param newActor random, not 0: the actor if the database must be made, and in any case the id
   *     of its life that begins now
   * @param label what this device calls itself, kept with that actor
   * @param seal says whether the file is an old copy or of another root; then it is set aside, too
   * @throws UnusableDatabaseException when the disk is full or the like; the file is left as it is
   * @throws IOException when another process has it open, no database can be made, or damage was
   *     found only when it was open: then the next attempt makes it anew
   */
  public static IndexFile open(Path file, long newActor, String label, Seal seal)
      throws IOException {
    return open(Medium.DISK, file, newActor, label, seal);
  }

  static IndexFile open(Medium medium, Path file, long newActor, String label, Seal seal)
      throws IOException {
    Files.createDirectories(file.getParent());
    IndexFile opened = openOrNew(medium, file, newActor, label, seal);
    boolean isNew = opened.writer.actor() == newActor;
    if (!isNew && seal.saysMoreThan(opened.writer.actor(), opened.writer.lastSeq())) {
      LOG.warn("the index {} is an old copy and is made anew", file);
      opened.close();
      setAside(file);
      opened = openOrNew(medium, file, newActor, label, seal);
    }
    try {
      opened.writer.seal(seal);
      return opened;
    } catch (IndexFailure e) {
      closeBroken(opened, e);
      if (e.damaged()) {
        setAside(file);
        throw new IOException("the damaged database " + file + " was set aside", e);
      }
      throw new UnusableDatabaseException(database(file), e);
    }
  }

  /** H2 lets go of what it has given up, and complains. */
  private static void closeBroken(IndexFile opened, IndexFailure why) {
    try {
      opened.close();
    } catch (RuntimeException complaint) {
      why.addSuppressed(complaint);
    }
  }

  private static IndexFile openOrNew(
      Medium medium, Path file, long newActor, String label, Seal seal) throws IOException {
    try {
      return tryOpen(medium, file, newActor, label, seal);
    } catch (SQLException | RuntimeException e) {
      if (e instanceof SQLException sql
          && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
        throw new IOException("another process uses the database " + file, e);
      }
      if (IndexFailure.isPassing(e)) {
        throw new UnusableDatabaseException(database(file), e);
      }
      LOG.warn("the index {} cannot be used and is made anew", file, e);
      setAside(file);
      try {
        return tryOpen(medium, file, newActor, label, seal);
      } catch (SQLException again) {
        throw new IOException("cannot make the database " + file, again);
      }
    }
  }

  private static Path database(Path file) {
    return file.resolveSibling(file.getFileName() + ".mv.db");
  }

  /** Renames the database file, so that the next {@link #open} begins a new one. */
  public static void setAside(Path file) throws IOException {
    Path db = database(file);
    for (int n = 1; Files.exists(db); n++) {
      Path old = file.resolveSibling(file.getFileName() + ".damaged-" + n);
      if (!Files.exists(old)) {
        Files.move(db, old);
      }
    }
  }

  private static IndexFile tryOpen(Medium medium, Path file, long newActor, String label, Seal seal)
      throws SQLException {
    String url =
        "jdbc:h2:"
            + medium.scheme()
            + ":"
            + file.toAbsolutePath()
            + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=5000;CACHE_SIZE="
            + CACHE_KIB
            + NO_WRITES_BESIDE
            + ";RETENTION_TIME="
            + medium.retentionMillis()
            + ";TRACE_LEVEL_FILE=0";
    Connection connection = DriverManager.getConnection(url);
    try {
      connection.setAutoCommit(false);
      var sql = new Sql(connection);
      for (String statement : SCHEMA) {
        sql.update(statement);
      }
      checkRoot(sql, seal.root());
      if (sql.query("select actor from meta", r -> r.getLong(1)).isEmpty()) {
        sql.update("insert into meta values (?, 0, true, 0, 0, 0, 0, 0)", newActor);
        sql.update("insert into actor (id, label) values (?, ?)", newActor, label);
        sql.commit();
        sql.update("checkpoint sync");
      }
      sql.commit();
      // First, for a database stays open for as long as one of its connections does.
      var writer = new H2Index(sql, newActor, medium);
      Connection second = DriverManager.getConnection(url);
      second.setReadOnly(true);
      Slack slack = Slack.of(connection, file.getParent(), medium.leastPacked());
      return new IndexFile(writer, slack, new Sql(second));
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Fails when the database is of another root; one that knows of none is of this one. */
  private static void checkRoot(Sql sql, Optional<String> root) throws SQLException {
    List<String> known = sql.query("select incarnation from root", r -> r.getString(1));
    if (known.isEmpty() && root.isPresent()) {
      sql.update("insert into root values (?)", root.get());
    } else if (root.filter(r -> !known.contains(r)).isPresent()) {
      // What that one held and this one does not, nobody has deleted.
      throw new IllegalStateException("it is of another root of the folder");
    }
  }

  /** For the folder's thread. */
  public H2Index index() {
    return writer;
  }

  /** Gives memory back that is only kept to be quick; for the folder's thread, when it rests. */
  public void forget() {
    slack.forget();
  }

  /** Whether the file is so much larger than the index that {@link #pack} is worth it. */
  public boolean isLoose() {
    return slack.any();
  }

  /**
   * Gives some space of a loose file back to the disk, which takes some tenths of a second; for the
   * folder's thread. What was committed is durable afterwards.
   */
  public void pack() {
    writer.checkpoint();
    if (slack.pack()) {
      writer.checkpoint();
    }
  }

  /** Something that the connection for reading is asked. */
  private interface Reading<T> {
    T of(Sql sql) throws SQLException;
  }

  private <T> T read(Reading<T> question) {
    synchronized (reader) {
      return IndexFailure.ask(() -> question.of(reader));
    }
  }

  /** What was committed; any thread. */
  public Optional<Row> committed(RelPath path) {
    Optional<RecentRows.Data> lately = writer.recent().committed(path);
    Optional<Row> row =
        lately.isPresent()
            ? Optional.of(decoded(path, lately.get()))
            : read(sql -> Entries.find(sql, dirs, writer.codec(), path));
    return row.filter(r -> r.observed().isPresent());
  }

  private Row decoded(RelPath path, RecentRows.Data data) {
    return IndexFailure.ask(() -> Entries.decode(writer.codec(), path, data.seq(), data.bytes()));
  }

  private List<Row> children(Optional<RelPath> directory) {
    return read(
        sql -> {
          Optional<Integer> dir = dirs.find(directory);
          return dir.isEmpty()
              ? List.of()
              : Entries.children(sql, writer.codec(), directory, dir.get(), Integer.MAX_VALUE);
        });
  }

  /** How many conflict copies there are, going by their names; any thread. */
  public int conflicts() {
    return read(Conflicts::count);
  }

  /** Conflict copies, going by their names; any thread. */
  public List<Row> conflictCopies(int limit) {
    return read(sql -> Conflicts.list(sql, writer.codec(), limit));
  }

  /** What the disk held, as committed; any thread. */
  public Known known() {
    return new Known() {
      @Override
      public List<Item> children(Optional<RelPath> directory) {
        return IndexFile.this.children(directory).stream().map(IndexFile::item).toList();
      }

      @Override
      public Optional<Item> at(RelPath path) {
        return committed(path).map(IndexFile::item);
      }
    };
  }

  private static Known.Item item(Row row) {
    return new Known.Item(row.entry().path(), row.observed().orElseThrow());
  }

  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      synchronized (reader) {
        reader.close();
      }
    }
  }
}
