package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.core.Former;
import app.bothways.sync.core.Index;
import app.bothways.sync.core.Margin;
import app.bothways.sync.core.Remote;
import app.bothways.sync.core.Row;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The index on its own connection, for the folder's one thread. Changes become visible to others by
 * {@link #commit}, and durable by {@link #checkpoint}.
 *
 * <p>CRASH: H2 keeps committed transactions whole through a killed process, but may lose the last
 * ones in a power cut; only after {@code CHECKPOINT SYNC} they are sure. Therefore nothing is told
 * to other devices before that.
 */
public final class H2Index implements Index, AutoCloseable {
  /**
   * CRASH: H2 uses space in its file again some seconds after what was there was replaced, and does
   * not wait for the disk before. If the disk had not brought the replacement to the file by then,
   * a power cut could take what was durable for long.
   */
  static final Duration LONGEST_UNSYNCED = Duration.ofSeconds(2);

  private final Sql sql;
  private final IndexFile.Medium medium;
  private final Devices devices;
  private final Map<Long, String> labels = new HashMap<>();
  private final Counts counts = new Counts();
  private final Counts stored = new Counts();
  private final RowCodec codec;
  private final Entries entries;
  private final Remotes remotes;
  private final Conflicts conflicts;
  private final H2Margin margin;
  private final H2Former former;
  private final Lives lives;
  private final Graveyard graves;
  private final Intents intents;
  private Seal seal = Seal.none();
  private OptionalLong unsyncedSince = OptionalLong.empty();
  private long storedSeq;
  private long actor;
  private long seq;
  private long clock;
  private long storedClock;
  private boolean joining;
  private boolean dirty;

  H2Index(Sql sql, long life, IndexFile.Medium medium) throws SQLException {
    this.sql = sql;
    this.medium = medium;
    devices = new Devices(sql);
    codec = new RowCodec(new Makers(sql));
    var dirs = new Dirs(sql);
    entries = new Entries(sql, dirs, codec);
    remotes = new Remotes(sql, devices, counts);
    conflicts = new Conflicts(sql, dirs);
    margin = new H2Margin(sql, devices, entries, () -> dirty = true);
    former = new H2Former(sql, devices, () -> dirty = true);
    graves = new Graveyard(sql, entries);
    intents = new Intents(sql);
    load();
    lives = new Lives(sql, life, seq + 1);
    sql.commit();
  }

  private void load() throws SQLException {
    sql.query(
        "select actor, clock, joining, seq, digest, files, dirs, bytes from meta",
        row -> {
          actor = row.getLong(1);
          clock = row.getLong(2);
          joining = row.getBoolean(3);
          storedSeq = row.getLong(4);
          stored.digest = row.getLong(5);
          stored.files = row.getLong(6);
          stored.dirs = row.getLong(7);
          stored.bytes = row.getLong(8);
          return actor;
        });
    storedClock = clock;
    counts.set(stored);
    seq = sql.one("select coalesce(max(seq), 0) from entry", r -> r.getLong(1)).orElse(0L);
    seq = Math.max(seq, storedSeq);
    sql.query("select id, label from actor", r -> labels.put(r.getLong(1), r.getString(2)));
  }

  /** Reads rows of this database; any thread. */
  RowCodec codec() {
    return codec;
  }

  /** What was written last; any thread. */
  RecentRows recent() {
    return entries.recent();
  }

  @Override
  public long actor() {
    return actor;
  }

  @Override
  public long lastSeq() {
    return seq;
  }

  @Override
  public long clock() {
    return clock;
  }

  @Override
  public void clock(long hlc) {
    clock = Math.max(clock, hlc);
  }

  @Override
  public boolean joining() {
    return joining;
  }

  @Override
  public void joined() {
    if (joining) {
      joining = false;
      update("update meta set joining = false");
    }
  }

  @Override
  public Optional<Row> row(RelPath path) {
    return entries.row(path).filter(row -> !row.isHeld());
  }

  @Override
  public Margin margin() {
    return margin;
  }

  @Override
  public Former former() {
    return former;
  }

  @Override
  public List<NodeId> heardOf() {
    return devices.heardOf();
  }

  @Override
  public void put(Row row) {
    Optional<Row> raw = entries.row(row.entry().path());
    Optional<Row> old = raw.filter(o -> !o.isHeld());
    old.ifPresent(o -> counts.add(o.entry(), -1));
    if (!row.isHeld()) {
      counts.add(row.entry(), 1);
    }
    margin.put(old, row);
    seq = Math.max(seq, row.seq());
    dirty = true;
    IndexFailure.ask(
        () -> {
          entries.put(raw, row);
          conflicts.put(old, row);
          return 0;
        });
    if (row.entry() instanceof Tombstone) {
      graves.add(row);
    }
  }

  @Override
  public List<Row> tombstones(long upTo, int limit) {
    return IndexFailure.ask(() -> graves.upTo(upTo, limit));
  }

  @Override
  public void forget(Row tombstone) {
    dirty = true;
    IndexFailure.ask(() -> graves.remove(tombstone));
  }

  @Override
  public long digest() {
    return counts.digest;
  }

  @Override
  public List<Life> lives() {
    return lives.all();
  }

  @Override
  public boolean isPast(NodeId device, long index) {
    return devices.isPast(device, index);
  }

  @Override
  public long settled(NodeId device) {
    return devices.settled(device);
  }

  @Override
  public void settled(NodeId device, long upTo) {
    dirty = true;
    IndexFailure.ask(() -> devices.settled(device, upTo));
  }

  @Override
  public List<Row> live(Optional<RelPath> directory, int limit) {
    return IndexFailure.ask(() -> entries.live(directory, limit));
  }

  @Override
  public List<Row> after(long after, int limit) {
    return IndexFailure.ask(() -> entries.after(after, limit));
  }

  @Override
  public void intend(List<Entry> entries) {
    dirty = true;
    IndexFailure.ask(() -> intents.replace(entries));
  }

  @Override
  public Optional<Entry> intended(RelPath path) {
    return intents.of(path);
  }

  @Override
  public Totals totals() {
    return counts.totals();
  }

  @Override
  public Need need() {
    return counts.need();
  }

  @Override
  public List<Remote> remotes(RelPath path) {
    return IndexFailure.ask(() -> remotes.at(path));
  }

  @Override
  public List<Remote> remotes(Optional<RelPath> after, int limit) {
    return IndexFailure.ask(() -> remotes.after(after, limit));
  }

  @Override
  public void putRemote(Remote remote) {
    dirty = true;
    IndexFailure.ask(() -> remotes.put(remote));
  }

  @Override
  public void removeRemote(RelPath path, NodeId device) {
    dirty |= IndexFailure.ask(() -> remotes.remove(path, device)) > 0;
  }

  @Override
  public void dropRemotes(NodeId device) {
    dirty = true;
    IndexFailure.ask(() -> remotes.drop(device));
  }

  @Override
  public Mark mark(NodeId device) {
    return devices.mark(device);
  }

  @Override
  public void mark(NodeId device, Mark mark) {
    dirty = true;
    IndexFailure.ask(() -> devices.mark(device, mark));
  }

  @Override
  public Optional<String> label(long maker) {
    return Optional.ofNullable(labels.get(maker));
  }

  @Override
  public void label(long maker, String label) {
    if (labels.putIfAbsent(maker, label) == null) {
      update("insert into actor (id, label) values (?, ?)", maker, label);
    }
  }

  /**
   * Makes all changes since the last call visible, together. Durable at the latest with the first
   * call after {@link #LONGEST_UNSYNCED}, too.
   */
  public void commit() {
    if (!flush()) {
      return;
    }
    long now = medium.nanoTime().getAsLong();
    if (unsyncedSince.isEmpty()) {
      unsyncedSince = OptionalLong.of(now);
    } else if (now - unsyncedSince.getAsLong() > LONGEST_UNSYNCED.toNanos()) {
      checkpoint();
    }
  }

  /** Whether there was anything to make visible. */
  private boolean flush() {
    if (clock > storedClock || seq != storedSeq || !counts.sameAs(stored)) {
      update(
          "update meta set clock = ?, seq = ?, digest = ?, files = ?, dirs = ?, bytes = ?",
          clock,
          seq,
          counts.digest,
          counts.files,
          counts.dirs,
          counts.bytes);
      storedClock = clock;
      storedSeq = seq;
      stored.set(counts);
    }
    if (dirty) {
      IndexFailure.ask(
          () -> {
            former.flush();
            remotes.flush();
            entries.flush();
            graves.flush();
            sql.commit();
            entries.recent().commit();
            return 0;
          });
      dirty = false;
      return true;
    }
    if (counts.needItems == 0) {
      remotes.rest();
    }
    return false;
  }

  /**
   * Returns when all that was committed would survive the end of this process. A commit alone does
   * not: its changes stay in memory until they are many, or until a checkpoint.
   */
  public void writeOut() {
    commit();
    update("checkpoint");
    flush();
  }

  /** Returns when all that was committed would survive a power cut. */
  public void checkpoint() {
    flush();
    update("checkpoint sync");
    flush();
    unsyncedSince = OptionalLong.empty();
    seal.write(actor, seq);
  }

  /** From now on every checkpoint is sealed. */
  void seal(Seal with) {
    seal = with;
    checkpoint();
  }

  private void update(String text, Object... values) {
    dirty = true;
    IndexFailure.ask(() -> sql.update(text, values));
  }

  @Override
  public void close() {
    try {
      commit();
    } finally {
      sql.close();
    }
  }
}
