package app.bothways.pairing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The H2 database {@code main.mv.db} of a home, touched by one platform thread of its own: an
 * interrupt on a thread that does H2's file work closes H2's file. Callers may be interrupted;
 * their work is done all the same.
 */
final class Database implements AutoCloseable {
  static final String NAME = "main";

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final String FILE = NAME + ".mv.db";

  /**
   * CRASH: with a shorter delay H2's own thread writes one table after the other while transactions
   * go on, so that a killed process could leave a transaction's rows in one table and not in the
   * other. Without it only the thread that changes the tables writes them, in {@link #write}.
   */
  private static final String NO_WRITES_BESIDE = ";WRITE_DELAY=2147483647";

  private static final String OPTIONS =
      ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096;LOCK_TIMEOUT=2000"
          + NO_WRITES_BESIDE
          + ";TRACE_LEVEL_FILE=0";

  private static final int CORRUPTED = 90030;

  /** H2: general error while opening, corrupted file, unknown file version. */
  private static final Set<Integer> DAMAGED = Set.of(50000, CORRUPTED, 90048);

  private final Path file;
  private final ExecutorService owner;

  /** The owner's alone, as is the next. */
  private Connection connection;

  /** H2 gives up a database that it could not write, until it is opened again. */
  private boolean givenUp;

  private Database(Path file, Connection connection, ExecutorService owner) {
    this.file = file;
    this.connection = connection;
    this.owner = owner;
  }

  /** Work inside one transaction. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Opens or creates it and runs {@code check} once. When H2 finds the file damaged, during either,
   * the file is renamed and an empty database takes its place.
   *
   * @throws IOException when another process has it open, the disk fails, or {@code check} does
   */
  static Database open(Path home, Work<Void> check) throws IOException {
    Path file = home.toAbsolutePath().resolve(FILE);
    if (file.toString().contains(";")) {
      throw new IOException(
          file
              + " cannot be opened: the database allows no semicolon in its path; choose another"
              + " home directory.");
    }
    Files.createDirectories(home);
    try {
      return attempt(file, check);
    } catch (SQLException e) {
      if (!damaged(e) || !Files.exists(file)) {
        throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
      }
      setAside(file, e);
    }
    try {
      return attempt(file, check);
    } catch (SQLException e) {
      throw new IOException("cannot create " + file + ": " + e.getMessage(), e);
    }
  }

  private static Database attempt(Path file, Work<Void> check) throws SQLException {
    ExecutorService owner =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("pairing-database").unstarted(task));
    try {
      return join(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return connect(file, check, owner);
                } catch (SQLException e) {
                  throw new CompletionException(e);
                }
              },
              owner));
    } catch (SQLException | RuntimeException e) {
      owner.shutdown();
      throw e;
    }
  }

  private static Database connect(Path file, Work<Void> check, ExecutorService owner)
      throws SQLException {
    boolean existed = Files.exists(file);
    Connection connection = connected(file);
    try {
      connection.setAutoCommit(false);
      if (existed && empty(connection)) {
        throw new SQLException("it has lost all its tables", "", CORRUPTED);
      }
      check.run(connection);
      connection.commit();
      return new Database(file, connection, owner);
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private static Connection connected(Path file) throws SQLException {
    String path = file.resolveSibling(NAME).toString().replace('\\', '/');
    return new org.h2.Driver().connect("jdbc:h2:file:" + path + OPTIONS, new Properties());
  }

  private void openAgain() throws SQLException {
    closeQuietly(connection);
    connection = connected(file);
    connection.setAutoCommit(false);
    givenUp = false;
  }

  /** H2 takes a file of which only the first blocks are left for a new one, and says nothing. */
  private static boolean empty(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet tables =
            sql.executeQuery(
                "select 1 from information_schema.tables where table_schema = 'PUBLIC'")) {
      return !tables.next();
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyBroken) {
      LOG.debug("closing a broken database", alreadyBroken);
    }
  }

  private static boolean damaged(Throwable e) {
    // A full disk H2 calls a general error, too, and nothing is wrong with the file.
    return !unwritten(e)
        && causes(e)
            .anyMatch(at -> at instanceof SQLException sql && DAMAGED.contains(sql.getErrorCode()));
  }

  private static boolean unwritten(Throwable e) {
    return causes(e)
        .anyMatch(
            at ->
                at instanceof MVStoreException store
                    && store.getErrorCode() == DataUtils.ERROR_WRITING_FAILED);
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
  }

  private static void setAside(Path file, SQLException why) throws IOException {
    String time =
        DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + time);
    Files.move(file, aside);
    LOG.error(
        "{} is damaged ({}). It was set aside as {}; devices must be paired anew.",
        file,
        why.getMessage(),
        aside.getFileName());
  }

  /**
   * Runs {@code work} in a transaction that is on the disk when this returns, then {@code after} on
   * the same thread, so that what follows from two transactions happens in their order.
   *
   * @throws UncheckedIOException naming the file, when it fails; then nothing of it has happened,
   *     except that a failing disk may leave that open until the next start
   */
  <T> T write(Work<T> work, Consumer<T> after) {
    return on(
        () -> {
          try {
            T result = work.run(connection);
            connection.commit();
            try (Statement statement = connection.createStatement()) {
              statement.execute("CHECKPOINT SYNC");
            }
            after.accept(result);
            return result;
          } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
          }
        });
  }

  private void rollback(Exception why) {
    try {
      connection.rollback();
    } catch (SQLException given) {
      why.addSuppressed(given);
    }
  }

  /**
   * Runs {@code work}, which changes nothing.
   *
   * @throws UncheckedIOException naming the file, when it fails
   */
  <T> T read(Work<T> work) {
    return on(
        () -> {
          try {
            return work.run(connection);
          } finally {
            connection.rollback();
          }
        });
  }

  private interface Task<T> {
    T run() throws SQLException;
  }

  private <T> T on(Task<T> task) {
    try {
      return join(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  if (givenUp) {
                    openAgain();
                  }
                  return task.run();
                } catch (SQLException e) {
                  givenUp |= unwritten(e);
                  throw new CompletionException(e);
                }
              },
              owner));
    } catch (SQLException e) {
      String why = causes(e).reduce(e, (_, next) -> next).getMessage();
      String text = "the database " + file + " cannot be used: " + why;
      throw new UncheckedIOException(text, new IOException(text, e));
    }
  }

  /** Waits without heeding interrupts, which stay pending for the caller. */
  private static <T> T join(CompletableFuture<T> result) throws SQLException {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      throw e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
    }
  }

  /** Later calls do nothing. */
  @Override
  public void close() {
    if (owner.isShutdown()) {
      return;
    }
    try {
      on(
          () -> {
            connection.close();
            return null;
          });
    } catch (UncheckedIOException e) {
      LOG.warn("the database did not close well; what was stored is safe", e);
    } finally {
      owner.shutdown();
    }
  }
}
