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
   */
  record Mark(long index, long seq) {
    public static final Mark NONE = new Mark(0, 0);
  }

  /** This incarnation of this database: the actor of versions made here, and its index id. */
  long actor();

  /** The greatest sequence in use. */
  long lastSeq();

  /** The greatest hybrid clock that was ever seen. */
  long clock();

  void clock(long hlc);

  /** True until the first scan of a new database is done. */
  boolean joining();

  void joined();

  /** Nothing for what {@link Row#isHeld}. */
  Optional<Row> row(RelPath path);

  /** What is remembered of a name that was ignored. */
  Optional<Row> held(RelPath path);

  /** Rows with versions that only this device knows, in order of path; at most {@code limit}. */
  List<Row> local(Optional<RelPath> after, int limit);

  /** How many {@link #local} rows there are. */
  long localCount();

  /** The fingerprint of the ignore rules by which rows are held; empty before there were any. */
  String rules();

  void rules(String fingerprint);

  /** Devices whose index was processed here, at least in part. */
  List<NodeId> heardOf();

  /** Devices that said that a name is not to be had of them. */
  List<NodeId> withdrawn(RelPath path);

  void withdraw(RelPath path, NodeId device);

  void unwithdraw(RelPath path, NodeId device);

  void put(Row row);

  /** Rows directly in {@code directory} that are not tombstones, at most {@code limit}. */
  List<Row> live(Optional<RelPath> directory, int limit);

  /** In order of sequence. */
  List<Row> after(long seq, int limit);

  Totals totals();

  List<Remote> remotes(RelPath path);

  /** Parents before what they hold; all of one name together; only names after {@code after}. */
  List<Remote> remotes(Optional<RelPath> after, int limit);

  void putRemote(Remote remote);

  void removeRemote(RelPath path, NodeId device);

  /** Forgets what a device announced. */
  void dropRemotes(NodeId device);

  Mark mark(NodeId device);

  void mark(NodeId device, Mark mark);

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
