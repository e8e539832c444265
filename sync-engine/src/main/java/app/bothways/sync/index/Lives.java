package app.bothways.sync.index;

import app.bothways.sync.core.Index.Life;
import java.sql.SQLException;
import java.util.List;

/** The stretches of a database's life, see {@link Life}. */
final class Lives {
  private static final int KEPT = 1000;

  private final List<Life> all;

  /** Begins a new life; one in which nothing was issued is forgotten. */
  Lives(Sql sql, long id, long from) throws SQLException {
    sql.update("merge into life (since, id) key (since) values (?, ?)", from, id);
    sql.update(
        "delete from life where since < (select min(since) from"
            + " (select since from life order by since desc limit ?))",
        KEPT);
    all =
        List.copyOf(
            sql.query(
                "select id, since from life order by since",
                r -> new Life(r.getLong(1), r.getLong(2))));
  }

  List<Life> all() {
    return all;
  }
}
