package app.bothways.sync.index;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Small numbers for the makers of versions, which rows name instead of their ids. Only the index's
 * own thread gives numbers; any thread may ask what one stands for. A number is never given up.
 */
final class Makers {
  /** Where a new one is written down. */
  private interface Book {
    int add(int number, long id) throws SQLException;
  }

  private final Book book;
  private final Map<Long, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Integer, Long> ids = new ConcurrentHashMap<>();

  private Makers(Book book) {
    this.book = book;
  }

  Makers(Sql sql) throws SQLException {
    this((number, id) -> sql.update("insert into maker (no, id) values (?, ?)", number, id));
    sql.query("select no, id from maker", r -> known(r.getInt(1), r.getLong(2)));
  }

  /** Without a table, for tests of what is in rows. */
  static Makers of(long... ids) {
    var makers = new Makers((_, _) -> 0);
    LongStream.of(ids).forEach(makers::number);
    return makers;
  }

  private int known(int number, long id) {
    ids.put(number, id);
    numbers.put(id, number);
    return number;
  }

  int number(long id) {
    Integer number = numbers.get(id);
    if (number != null) {
      return number;
    }
    int next = ids.size();
    IndexFailure.ask(() -> book.add(next, id));
    return known(next, id);
  }

  Optional<Long> id(int number) {
    return Optional.ofNullable(ids.get(number));
  }
}
