package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The rows that were written last, in order of sequence: what a scan has found is told to others
 * soon after, and need not be read from the table for that. Bounded. For the index's own thread,
 * which tells of everything that it writes.
 */
final class LatestRows {
  private static final int MOST = 24_000;

  private final NavigableMap<Long, Row> rows = new TreeMap<>();

  /** All rows with greater sequences are among these. */
  private long since = Long.MAX_VALUE;

  private long greatest;

  /** What the table holds has sequences up to this one. */
  void begin(long seq) {
    since = seq;
    greatest = seq;
  }

  /** Also one that keeps the sequence that it had. */
  void wrote(Row row) {
    greatest = Math.max(greatest, row.seq());
    if (row.seq() > since) {
      rows.put(row.seq(), row);
    }
    if (rows.size() > MOST) {
      since = rows.pollFirstEntry().getKey();
    }
  }

  void gone(long seq) {
    rows.remove(seq);
  }

  boolean haveAllAfter(long seq) {
    return seq >= since;
  }

  /** In order of sequence, if {@link #haveAllAfter} said so. */
  List<Row> after(long seq, int limit) {
    return rows.tailMap(seq, false).values().stream().limit(limit).toList();
  }

  /** Forgets the rows; they can be read from the table. */
  void clear() {
    rows.clear();
    since = greatest;
  }
}
