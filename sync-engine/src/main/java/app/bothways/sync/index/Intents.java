package app.bothways.sync.index;

import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.wire.EntryCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is being put on the disk: a row or a few for the whole batch, so that it costs next to
 * nothing.
 */
final class Intents {
  /** The database takes a million in one row; a tree that is renamed may have more. */
  private static final int ROW_BYTES = 256 << 10;

  private static final int HEAD = 4;

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
    int rows = 0;
    var bytes = new ByteArrayOutputStream();
    for (Entry entry : now) {
      entries.put(entry.path(), entry);
      byte[] one = EntryCodec.encode(entry);
      bytes.writeBytes(ByteBuffer.allocate(HEAD).putInt(one.length).array());
      bytes.writeBytes(one);
      if (bytes.size() > ROW_BYTES) {
        write(++rows, bytes);
      }
    }
    if (bytes.size() > 0) {
      write(++rows, bytes);
    }
    return sql.update("delete from intent where no > ?", rows);
  }

  private void write(int number, ByteArrayOutputStream bytes) throws SQLException {
    sql.update(
        "merge into intent (no, entries) key (no) values (?, ?)", number, bytes.toByteArray());
    bytes.reset();
  }
}
