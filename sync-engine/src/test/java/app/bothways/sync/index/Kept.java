package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.Entry;
import app.bothways.sync.wire.EntryCodec;
import java.io.IOException;

/** Whether a database would give back what the core puts into its index. */
public final class Kept {
  private final RowCodec rows = new RowCodec(Makers.of());

  /**
   * @throws AssertionError when it would not
   */
  public void row(Row row) {
    try {
      Row back = rows.decode(row.entry().path(), row.seq(), rows.encode(row));
      same(row, back);
    } catch (IOException e) {
      throw new AssertionError("cannot be read again: " + row, e);
    }
  }

  /**
   * @throws AssertionError when it would not
   */
  public static void entry(Entry entry) {
    try {
      same(entry, EntryCodec.decode(EntryCodec.encode(entry)));
    } catch (IOException e) {
      throw new AssertionError("cannot be read again: " + entry, e);
    }
  }

  private static void same(Object written, Object read) {
    if (!written.equals(read)) {
      throw new AssertionError("written " + written + ", read " + read);
    }
  }
}
