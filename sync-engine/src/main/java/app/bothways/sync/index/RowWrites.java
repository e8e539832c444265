package app.bothways.sync.index;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of the table of rows that wait for each other: the database does some dozens of them with
 * one statement, which costs it about half of what as many statements would. {@link #flush} comes
 * before every commit and before every question that the table answers; what waits is never part of
 * a transaction of its own.
 */
final class RowWrites {
  private static final int MOST = 256;

  private final Sql sql;
  private final Map<Long, Object[]> fresh = new LinkedHashMap<>();
  private final List<Object[]> old = new ArrayList<>();

  RowWrites(Sql sql) {
    this.sql = sql;
  }

  /** A row whose sequence and name no other has. */
  void insert(long seq, int dir, String name, int kind, byte[] data) throws SQLException {
    fresh.put(seq, new Object[] {seq, dir, name, kind, data});
    if (fresh.size() + old.size() >= MOST) {
      flush();
    }
  }

  void delete(long seq) {
    if (fresh.remove(seq) == null) {
      old.add(new Object[] {seq});
    }
  }

  /** Brings the table up to date; what goes goes first, for its name may come again. */
  void flush() throws SQLException {
    if (!old.isEmpty()) {
      sql.updateAll(new Sql.Repeated("delete from entry where seq in (", "?", ")"), old);
      old.clear();
    }
    if (!fresh.isEmpty()) {
      sql.updateAll(
          new Sql.Repeated(
              "insert into entry (seq, dir, name, kind, data) values ", "(?, ?, ?, ?, ?)", ""),
          List.copyOf(fresh.values()));
      fresh.clear();
    }
  }
}
