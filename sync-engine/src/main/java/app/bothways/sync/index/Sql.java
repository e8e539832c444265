package app.bothways.sync.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One JDBC connection with its prepared statements; for one thread at a time. */
public final class Sql implements AutoCloseable {
  /** Few sizes, so that few statements are prepared. */
  private static final int[] TOGETHER = {64, 8, 1};

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  public Sql(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of one row. */
  public interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  public <T> List<T> query(String text, Mapper<T> mapper, Object... values) throws SQLException {
    var out = new ArrayList<T>();
    try (ResultSet rows = prepared(text, values).executeQuery()) {
      while (rows.next()) {
        out.add(mapper.map(rows));
      }
    }
    return out;
  }

  public <T> Optional<T> one(String text, Mapper<T> mapper, Object... values) throws SQLException {
    List<T> rows = query(text, mapper, values);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  public int update(String text, Object... values) throws SQLException {
    return prepared(text, values).executeUpdate();
  }

  /** A statement in which one part stands once for each of some rows, between commas. */
  record Repeated(String head, String part, String tail) {
    private String times(int n) {
      return head + String.join(", ", Collections.nCopies(n, part)) + tail;
    }
  }

  /** Does {@code statement} with all of these, some dozens at a time. */
  void updateAll(Repeated statement, List<Object[]> rows) throws SQLException {
    int at = 0;
    for (int together : TOGETHER) {
      while (rows.size() - at >= together) {
        Object[] values =
            rows.subList(at, at + together).stream().flatMap(Arrays::stream).toArray();
        update(statement.times(together), values);
        at += together;
      }
    }
  }

  private PreparedStatement prepared(String text, Object[] values) throws SQLException {
    PreparedStatement statement = statements.get(text);
    if (statement == null) {
      statement = connection.prepareStatement(text);
      statements.put(text, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  public void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("a database that was in use cannot be closed", e);
    }
  }
}
