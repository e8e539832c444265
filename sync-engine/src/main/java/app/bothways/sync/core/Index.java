package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder's memory, as the machine needs it. Used by one thread. All changes of one event become
 * visible after a crash together or not at all; they are durable only once a {@link
 * Effect.Checkpoint} was answered.
 */
public interface Index {
  /**
   * How far another device's index was processed here.
   *
   * @param index which incarnation of its database
   * @param life which stretch of that database's life issued {@code seq}; 0 when it was not told
   */
  record Mark(long index, long seq, long life) {
    public static final Mark NONE = new Mark(0, 0, 0);
  }

  /**
   * A stretch of this database's life, from one opening to the next. An old copy of the database
   * that is put back and goes on issues the same sequences again, but in another life.
   *
   * @param id random, not 0
   * @param from the first sequence that was issued in it
   */
  record Life(long id, long from) {}

  /** This incarnation of this database: the actor of versions made here, and its index id. */
  long actor();

  /** The greatest sequence in use. */
  long lastSeq();

  /** The last lives, in order; the last one is the present one. */
  List<Life> lives();

  /** The life in which {@code seq} was issued; 0 when that is longer ago than is remembered. */
  default long lifeOf(long seq) {
    long found = 0;
    for (Life life : lives()) {
      found = life.from() <= seq ? life.id() : found;
    }
    return found;
  }

  /** The greatest hybrid clock that was ever seen. */
  long clock();

  void clock(long hlc);

  /** True until the first scan of a new database is done. */
  boolean joining();

  void joined();

  /** Nothing for what {@link Row#isHeld}. */
  Optional<Row> row(RelPath path);

  /** What takes no part, here or elsewhere. */
  Margin margin();

  /** What was before this database, or before others were asked for everything anew. */
  Former former();

  /** Devices whose index was processed here, at least in part. */
  List<NodeId> heardOf();

  void put(Row row);

  /** Rows directly in {@code directory} that are not tombstones, at most {@code limit}. */
  List<Row> live(Optional<RelPath> directory, int limit);

  /** In order of sequence. */
  List<Row> after(long seq, int limit);

  /** What is being put on the disk at the moment, or was when a crash came; replaces the last. */
  void intend(List<Entry> entries);

  Optional<Entry> intended(RelPath path);

  Totals totals();

  List<Remote> remotes(RelPath path);

  /** Parents before what they hold; all of one name together; only names after {@code after}. */
  List<Remote> remotes(Optional<RelPath> after, int limit);

  void putRemote(Remote remote);

  void removeRemote(RelPath path, NodeId device);

  /** Forgets what a device announced. */
  void dropRemotes(NodeId device);

  Mark mark(NodeId device);

  /** With {@link Mark#NONE} nothing {@link #isPast} either: of the device nothing is known. */
  void mark(NodeId device, Mark mark);

  /** Whether the device once had this index and has begun another one since. */
  boolean isPast(NodeId device, long index);

  /** Up to which sequence of this index the device has come to terms with everything. */
  long settled(NodeId device);

  void settled(NodeId device, long seq);

  /** Tombstones with sequences up to {@code seq}, oldest first. */
  List<Row> tombstones(long seq, int limit);

  /** Forgets a tombstone. Its sequence stays used. */
  void forget(Row tombstone);

  /**
   * A sum over all rows that are not tombstones; equal sums mean, but for one chance in 2^64, equal
   * rows.
   */
  long digest();

  /** What the maker of versions calls itself; set once. */
  Optional<String> label(long actor);

  void label(long actor, String label);

  /** How many names others have that this device needs, and the bytes of their files. */
  Need need();

  record Need(long items, long bytes) {}

  /** For decisions about a name: the entries alone. */
  default List<Entry> theirs(RelPath path) {
    return remotes(path).stream().map(Remote::entry).toList();
  }

  default Map<Long, String> labels(List<Row> rows) {
    var found = new java.util.TreeMap<Long, String>();
    for (Row row : rows) {
      long maker = row.entry().version().actor();
      label(maker).ifPresent(label -> found.put(maker, label));
    }
    return found;
  }
}
