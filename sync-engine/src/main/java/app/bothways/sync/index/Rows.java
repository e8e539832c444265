package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.wire.EntryCodec;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads rows of the table of entries: columns entry, observed, seq. */
final class Rows {
  private Rows() {}

  static Row of(ResultSet r) throws SQLException {
    try {
      byte[] seen = r.getBytes(2);
      return new Row(
          EntryCodec.decode(r.getBytes(1)),
          seen == null ? Optional.empty() : Optional.of(EntryCodec.decodeObserved(seen)),
          r.getLong(3));
    } catch (IOException e) {
      throw new SQLException("damaged row", e);
    }
  }
}
