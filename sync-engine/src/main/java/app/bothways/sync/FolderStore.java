package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.index.IndexFailure;
import app.bothways.sync.index.Sql;
import app.bothways.sync.index.UnusableDatabaseException;
import app.bothways.sync.versions.Keeping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which folders there are, with whom they are shared. Durable when a method returns: each writes to
 * the disk itself, and H2's own thread, which would wake six times a second, has nothing to do.
 */
final class FolderStore implements AutoCloseable {
  /**
   * @param offered what each member was offered to be
   */
  record Folder(
      FolderId id,
      String name,
      Path path,
      boolean paused,
      FolderMode mode,
      Keeping keeping,
      Map<NodeId, FolderMode> offered) {
    Folder {
      offered = Map.copyOf(offered);
    }

    Set<NodeId> members() {
      return offered.keySet();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(FolderStore.class);

  private final Path home;
  private final Path copy;
  private Sql sql;
  private TrafficTable traffic;

  /** H2 gives up a database that it could not write, until it is opened again. */
  private boolean givenUp;

  private FolderStore(Path home) throws IOException, SQLException {
    this.home = home;
    copy = home.resolve("folders.sql");
    connect();
  }

  private void connect() throws IOException, SQLException {
    sql = connected(home, copy);
    try {
      traffic = new TrafficTable(sql);
      sql.commit();
      givenUp = false;
    } catch (SQLException | RuntimeException e) {
      closeQuietly();
      throw e;
    }
  }

  static FolderStore open(Path home) throws IOException {
    Files.createDirectories(home);
    try {
      return tryOpen(home);
    } catch (SQLException | RuntimeException e) {
      if (e instanceof SQLException sql
          && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
        throw new IOException("another process uses the list of folders in " + home, e);
      }
      if (IndexFailure.isPassing(e)) {
        throw new UnusableDatabaseException(database(home), e);
      }
      LOG.warn("the list of folders in {} is damaged and is read from its copy", home, e);
      try {
        setAside(home);
        return tryOpen(home);
      } catch (SQLException again) {
        throw new IOException("cannot open the list of folders in " + home, again);
      }
    }
  }

  private static Path database(Path home) {
    return home.resolve("folders.mv.db");
  }

  private static void setAside(Path home) throws IOException {
    Path db = database(home);
    for (int n = 1; Files.exists(db); n++) {
      Path old = home.resolve("folders.damaged-" + n);
      if (!Files.exists(old)) {
        Files.move(db, old);
      }
    }
  }

  private static FolderStore tryOpen(Path home) throws IOException, SQLException {
    var store = new FolderStore(home);
    try {
      store.folders();
      store.written();
      store.copy();
      return store;
    } catch (RuntimeException e) {
      store.closeQuietly();
      throw e;
    }
  }

  private static Sql connected(Path home, Path copy) throws IOException, SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:h2:file:"
                + home.resolve("folders").toAbsolutePath()
                + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;WRITE_DELAY=2147483647");
    try {
      connection.setAutoCommit(false);
      var sql = new Sql(connection);
      if (Files.exists(copy) && isEmpty(sql)) {
        sql.update("runscript from '" + quoted(copy) + "'");
      }
      sql.update(
          "create table if not exists folder (id varchar primary key, name varchar not null,"
              + " path varchar not null, paused boolean not null)");
      sql.update(
          "create table if not exists member (folder varchar not null, device varbinary not null,"
              + " primary key (folder, device))");
      FolderMode two = FolderMode.TWO_WAY;
      Keeping keeping = Keeping.TRASH_CAN;
      for (String column :
          List.of(
              "folder add column if not exists mode varchar not null default '" + two + "'",
              "folder add column if not exists kept int not null default " + keeping.perFile(),
              "folder add column if not exists kept_days int not null default "
                  + keeping.age().toDays(),
              "folder add column if not exists kept_bytes bigint not null default "
                  + keeping.bytes(),
              "member add column if not exists mode varchar not null default '" + two + "'")) {
        sql.update("alter table " + column);
      }
      sql.update(
          "create table if not exists declined (folder varchar not null, device varbinary not"
              + " null, primary key (folder, device))");
      sql.commit();
      return sql;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** A process that was killed while it made the file leaves one without tables. */
  private static boolean isEmpty(Sql sql) throws SQLException {
    return sql.one("select 1 from information_schema.tables where table_name = 'FOLDER'", _ -> 1)
        .isEmpty();
  }

  private static String quoted(Path file) {
    return file.toAbsolutePath().toString().replace("'", "''");
  }

  /** Writes all down as text, too: this list cannot be rebuilt from anywhere. */
  private void copy() {
    Path fresh = copy.resolveSibling("folders.sql.new");
    try {
      ask(() -> sql.query("script to '" + quoted(fresh) + "'", _ -> 0));
      try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UncheckedIOException | IllegalStateException cannot) {
      LOG.warn("the copy of the list of folders cannot be written", cannot);
    }
  }

  synchronized List<Folder> folders() {
    return ask(
        () -> {
          var out = new ArrayList<Folder>();
          for (Folder f :
              sql.query(
                  "select id, name, path, paused, mode, kept, kept_days, kept_bytes from folder"
                      + " order by name, id",
                  FolderStore::folder)) {
            var offered = new TreeMap<NodeId, FolderMode>();
            sql.query(
                "select device, mode from member where folder = ?",
                r -> offered.put(NodeId.of(r.getBytes(1)), FolderMode.valueOf(r.getString(2))),
                f.id().text());
            out.add(
                new Folder(f.id(), f.name(), f.path(), f.paused(), f.mode(), f.keeping(), offered));
          }
          return out;
        });
  }

  private static Folder folder(ResultSet r) throws SQLException {
    return new Folder(
        new FolderId(r.getString(1)),
        r.getString(2),
        Path.of(r.getString(3)),
        r.getBoolean(4),
        FolderMode.valueOf(r.getString(5)),
        new Keeping(r.getInt(6), Duration.ofDays(r.getInt(7)), r.getLong(8)),
        Map.of());
  }

  Optional<Folder> folder(FolderId id) {
    return folders().stream().filter(f -> f.id().equals(id)).findFirst();
  }

  Folder existing(FolderId id) throws RefusedException {
    return folder(id)
        .orElseThrow(
            () ->
                new RefusedException(
                    Refusal.NO_SUCH_FOLDER, "There is no folder " + id + " on this device."));
  }

  synchronized void add(FolderId id, String name, Path path) {
    change(
        "insert into folder (id, name, path, paused) values (?, ?, ?, false)",
        id.text(),
        name,
        path.toString());
  }

  synchronized void remove(FolderId id) {
    change("delete from member where folder = ?", id.text());
    change("delete from folder where id = ?", id.text());
  }

  synchronized void paused(FolderId id, boolean paused) {
    change("update folder set paused = ? where id = ?", paused, id.text());
  }

  synchronized void mode(FolderId id, FolderMode mode) {
    change("update folder set mode = ? where id = ?", mode.name(), id.text());
  }

  synchronized void keeping(FolderId id, Keeping keeping) {
    change(
        "update folder set kept = ?, kept_days = ?, kept_bytes = ? where id = ?",
        keeping.perFile(),
        (int) keeping.age().toDays(),
        keeping.bytes(),
        id.text());
  }

  /**
   * @param offered what the device was offered to be
   */
  synchronized void member(FolderId id, NodeId device, FolderMode offered) {
    change(
        "merge into member (folder, device, mode) key (folder, device) values (?, ?, ?)",
        id.text(),
        device.bytes(),
        offered.name());
    change("delete from declined where folder = ? and device = ?", id.text(), device.bytes());
  }

  synchronized void forget(NodeId device) {
    change("delete from member where device = ?", (Object) device.bytes());
    change("delete from declined where device = ?", (Object) device.bytes());
  }

  synchronized void forgetMember(FolderId id, NodeId device) {
    change("delete from member where folder = ? and device = ?", id.text(), device.bytes());
  }

  synchronized void declined(FolderId id, NodeId device) {
    change("merge into declined (folder, device) values (?, ?)", id.text(), device.bytes());
  }

  synchronized boolean isDeclined(FolderId id, NodeId device) {
    return ask(() ->
            sql.one(
                "select 1 from declined where folder = ? and device = ?",
                r -> r.getInt(1),
                id.text(),
                device.bytes()))
        .isPresent();
  }

  private interface Query<T> {
    T run() throws SQLException;
  }

  synchronized Traffic traffic() {
    // Not traffic::traffic, which would be that of the database before it was opened again.
    return ask(() -> traffic.traffic());
  }

  synchronized void traffic(Traffic now) {
    ask(
        () -> {
          traffic.set(now);
          return 0;
        });
    change("checkpoint");
  }

  private void change(String text, Object... values) {
    ask(
        () -> {
          sql.update(text, values);
          sql.commit();
          return 0;
        });
    written();
    copy();
  }

  private void written() {
    ask(
        () -> {
          sql.update("checkpoint sync");
          sql.commit();
          return 0;
        });
  }

  /**
   * @throws UncheckedIOException when the disk is full or the like: this question changed nothing,
   *     and can be asked again when there is room
   */
  private <T> T ask(Query<T> query) {
    try {
      if (givenUp) {
        closeQuietly();
        connect();
      }
      return query.run();
    } catch (SQLException | IOException e) {
      if (IndexFailure.isPassing(e)) {
        givenUp = true;
        throw new UncheckedIOException(new UnusableDatabaseException(database(home), e));
      }
      throw new IllegalStateException("the list of folders cannot be read or written: " + e, e);
    }
  }

  private void closeQuietly() {
    try {
      sql.close();
    } catch (RuntimeException e) {
      LOG.debug("the list of folders did not close well", e);
    }
  }

  @Override
  public synchronized void close() {
    sql.close();
  }
}
