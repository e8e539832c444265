package app.bothways.sync.index;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Small numbers for directories, which rows name instead of their paths. On the connection of the
 * index. A number is never given up, nor used for another directory.
 */
final class Dirs {
  private static final int REMEMBERED = 1024;

  private final Sql sql;
  private final Map<String, Integer> numbers = new Lately<>(REMEMBERED);
  private final Map<Integer, Optional<RelPath>> paths = new Lately<>(REMEMBERED);
  private int greatest;

  Dirs(Sql sql) throws SQLException {
    this.sql = sql;
    greatest = sql.one("select coalesce(max(no), -1) from dir", r -> r.getInt(1)).orElse(-1);
  }

  /** As the table has it: the root is the empty text. */
  static String text(Optional<RelPath> directory) {
    return directory.map(RelPath::toString).orElse("");
  }

  static Optional<RelPath> directory(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(RelPath.of(text));
  }

  /** On any connection. */
  static Optional<Integer> find(Sql sql, Optional<RelPath> directory) throws SQLException {
    return sql.one("select no from dir where path = ?", r -> r.getInt(1), text(directory));
  }

  /** Empty: nothing was ever known in that directory. */
  Optional<Integer> find(Optional<RelPath> directory) throws SQLException {
    String text = text(directory);
    Integer known = numbers.get(text);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Integer> found = find(sql, directory);
    found.ifPresent(no -> numbers.put(text, no));
    return found;
  }

  int number(Optional<RelPath> directory) throws SQLException {
    Optional<Integer> known = find(directory);
    if (known.isPresent()) {
      return known.get();
    }
    String text = text(directory);
    sql.update("insert into dir (no, path) values (?, ?)", ++greatest, text);
    numbers.put(text, greatest);
    return greatest;
  }

  /** Empty for the root. */
  Optional<RelPath> directory(int number) throws SQLException {
    Optional<RelPath> known = paths.get(number);
    if (known != null) {
      return known;
    }
    Optional<RelPath> found =
        sql.one("select path from dir where no = ?", r -> directory(r.getString(1)), number)
            .orElseThrow(() -> new SQLException("damaged row", new IOException("no directory")));
    paths.put(number, found);
    return found;
  }
}
