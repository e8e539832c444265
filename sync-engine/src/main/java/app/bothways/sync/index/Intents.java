package app.bothways.sync.index;

import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.wire.EntryCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is being put on the disk: one row for the whole batch, so that it costs next to nothing. */
final class Intents {
  private final Sql sql;
  private final Map<RelPath, Entry> entries = new HashMap<>();

  Intents(Sql sql) throws SQLException {
    this.sql = sql;
    for (byte[] batch : sql.query("select entries from intent", r -> r.getBytes(1))) {
      read(batch);
    }
  }

  private void read(byte[] batch) throws SQLException {
    try (var in = new DataInputStream(new ByteArrayInputStream(batch))) {
      while (in.available() > 0) {
        Entry entry = EntryCodec.decode(in.readNBytes(in.readInt()));
        entries.put(entry.path(), entry);
      }
    } catch (IOException e) {
      throw new SQLException("damaged row", e);
    }
  }

  Optional<Entry> of(RelPath path) {
    return Optional.ofNullable(entries.get(path));
  }

  int replace(List<Entry> now) throws SQLException {
    if (now.isEmpty() && entries.isEmpty()) {
      return 0;
    }
    entries.clear();
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      for (Entry entry : now) {
        entries.put(entry.path(), entry);
        byte[] one = EntryCodec.encode(entry);
        out.writeInt(one.length);
        out.write(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sql.update(
        "merge into intent (no, entries) key (no) values (1, ?)", bytes.toByteArray());
  }
}
