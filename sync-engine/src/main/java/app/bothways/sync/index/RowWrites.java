package app.bothways.sync.index;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the table of rows, and of that of graves, that wait for each other: the database does
 * some dozens of them with one statement, which costs it about half of what as many statements
 * would. When they are many, a thread beside writes them, in order, while the folder's thread goes
 * on with the next; few are written by whoever needs them written. {@link #flush} comes before
 * every commit and before every question that the table answers; what waits is never part of a
 * transaction of its own.
 *
 * <p>The database lets only one thread at a time use a connection, so that a question on the same
 * connection sees a batch before or after one of its statements, never within.
 */
final class RowWrites implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RowWrites.class);
  private static final int MOST = 256;
  private static final Sql.Repeated GONE =
      new Sql.Repeated("delete from entry where seq in (", "?", ")");
  private static final Sql.Repeated COME =
      new Sql.Repeated(
          "insert into entry (seq, dir, name, kind, data) values ", "(?, ?, ?, ?, ?)", "");
  private static final Sql.Repeated GRAVES =
      new Sql.Repeated("merge into grave (seq) key (seq) values ", "(?)", "");
  private static final int BATCHES_AHEAD = 8;
  private static final long IDLE_SECONDS = 2;

  private final Sql sql;
  private final ThreadPoolExecutor beside =
      new ThreadPoolExecutor(
          0, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), RowWrites::thread);
  private final Queue<Underway> underway = new ArrayDeque<>();
  private Batch open = new Batch();

  /** Why a batch was not written: what came with it must never be committed without it. */
  private Optional<SQLException> failure = Optional.empty();

  /** A row as the table has it. */
  record Written(long seq, int dir, String name, int kind, byte[] data) {
    private Object[] columns() {
      return new Object[] {seq, dir, name, kind, data};
    }
  }

  /** Sequences of what goes, and what comes. */
  private record Batch(List<Long> old, Map<Long, Written> fresh) {
    Batch() {
      this(new ArrayList<>(), new LinkedHashMap<>());
    }

    int size() {
      return old.size() + fresh.size();
    }

    /** What goes goes first, for its name may come again. */
    boolean write(Sql sql) throws SQLException {
      List<Object[]> graves =
          fresh.values().stream()
              .filter(row -> row.kind == Keys.TOMBSTONE)
              .map(row -> new Object[] {row.seq})
              .toList();
      sql.updateAll(GONE, old.stream().map(seq -> new Object[] {seq}).toList());
      sql.updateAll(COME, fresh.values().stream().map(Written::columns).toList());
      sql.updateAll(GRAVES, graves);
      return true;
    }
  }

  private record Underway(Batch batch, Future<Boolean> written) {}

  /**
   * @param sql on the connection of the index, and for nothing else: another thread uses it
   */
  RowWrites(Sql sql) {
    this.sql = sql;
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "folder-rows");
    thread.setDaemon(true);
    return thread;
  }

  /** A row whose sequence and name no other has. */
  void insert(Written row) throws SQLException {
    open.fresh.put(row.seq(), row);
    if (open.size() >= MOST) {
      handOver();
    }
  }

  void delete(long seq) {
    if (open.fresh.remove(seq) == null) {
      open.old.add(seq);
    }
  }

  private void handOver() throws SQLException {
    while (underway.size() >= BATCHES_AHEAD) {
      await();
    }
    Batch batch = open;
    open = new Batch();
    underway.add(new Underway(batch, beside.submit(() -> batch.write(sql))));
  }

  /** Waits for the batch that was handed over first; cannot be interrupted. */
  private void await() throws SQLException {
    Future<Boolean> first = underway.remove().written();
    boolean interrupted = false;
    while (!first.isDone()) {
      try {
        first.get();
      } catch (InterruptedException later) {
        interrupted = true;
      } catch (ExecutionException failed) {
        LOG.debug("rows were not written", failed);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (first.state() == Future.State.FAILED) {
      var why = new SQLException("rows were not written", first.exceptionNow());
      failure = Optional.of(why);
      throw why;
    }
  }

  /** Sequences of what the table may have still and is not to have, or to have otherwise. */
  Set<Long> going() {
    var all = new HashSet<Long>();
    batches().forEach(batch -> all.addAll(batch.old));
    return all;
  }

  /** What the table may not have yet, of one directory. */
  Collection<Written> coming(int dir) {
    var rows = new LinkedHashMap<Long, Written>();
    for (Batch batch : batches()) {
      // A row that keeps its sequence goes and comes in one batch.
      batch.old.forEach(rows::remove);
      batch.fresh.values().stream()
          .filter(row -> row.dir == dir)
          .forEach(row -> rows.put(row.seq, row));
    }
    return rows.values();
  }

  /** In the order in which they are written. */
  private List<Batch> batches() {
    return Stream.concat(underway.stream().map(Underway::batch), Stream.of(open)).toList();
  }

  /** Brings the table up to date; never again once that has failed. */
  void flush() throws SQLException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    while (!underway.isEmpty()) {
      await();
    }
    if (open.size() > 0) {
      Batch batch = open;
      open = new Batch();
      failure = Optional.of(new SQLException("rows were not written"));
      batch.write(sql);
      failure = Optional.empty();
    }
  }

  /** Nothing is being written afterwards. */
  @Override
  public void close() {
    while (!underway.isEmpty()) {
      try {
        await();
      } catch (SQLException known) {
        LOG.debug("rows were not written before the end", known);
      }
    }
    beside.shutdown();
  }
}
