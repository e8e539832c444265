package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Remote;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.wire.EntryCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What others announced, all of it in memory, and in the database by the batch: some hundred
 * entries in one row, as they came, and beside it which of them are gone. What comes and is dealt
 * with soon costs the database next to nothing that way.
 *
 * <p>CRASH: {@link #flush} is part of each transaction, so the rows say what the memory said at the
 * last commit.
 */
final class RemoteBatches {
  /** What may be kept so; some 20 megabytes. */
  static final int MOST = 32_768;

  private static final int IN_ONE = 256;

  /** But for a single entry that is longer: a row is written anew for each that is added to it. */
  private static final int BYTES_IN_ONE = 256 << 10;

  private static final int HEAD = 8;

  /** Entries that were written together. */
  private static final class Batch {
    final int number;
    final List<Remote> all = new ArrayList<>();
    final BitSet gone = new BitSet();

    /** All of them as the database has them, or is to; while more may be added. */
    Optional<ByteArrayOutputStream> bytes = Optional.empty();

    /** How many of them the database has. */
    int stored;

    boolean less;

    Batch(int number) {
      this.number = number;
    }
  }

  private record Held(Remote remote, Batch batch, int place) {}

  private final Sql sql;
  private final Devices devices;
  private final NavigableMap<RelPath, List<Held>> names = new TreeMap<>();
  private final Set<Batch> changed = new LinkedHashSet<>();
  private Optional<Batch> open = Optional.empty();
  private int numbers;
  private int size;

  RemoteBatches(Sql sql, Devices devices) throws SQLException {
    this.sql = sql;
    this.devices = devices;
    var gone = new TreeMap<Integer, BitSet>();
    sql.query(
        "select no, gone from heard_gone",
        r -> gone.put(r.getInt(1), BitSet.valueOf(r.getBytes(2))));
    var rows = new TreeMap<Integer, byte[]>();
    sql.query("select no, entries from heard", r -> rows.put(r.getInt(1), r.getBytes(2)));
    for (Map.Entry<Integer, byte[]> row : rows.entrySet()) {
      read(row.getKey(), row.getValue(), gone.getOrDefault(row.getKey(), new BitSet()));
      numbers = row.getKey();
    }
  }

  private void read(int number, byte[] bytes, BitSet gone) throws SQLException {
    var batch = new Batch(number);
    batch.gone.or(gone);
    for (Stored one : decode(bytes)) {
      var device = Optional.ofNullable(devices.of(one.device));
      if (device.isEmpty()) {
        throw new SQLException("damaged row", new IOException("no device " + one.device));
      }
      int place = batch.all.size();
      batch.all.add(new Remote(device.get(), one.entry));
      if (!gone.get(place)) {
        hold(new Held(batch.all.get(place), batch, place));
      }
    }
    batch.stored = batch.all.size();
  }

  /** One entry as a batch has it. */
  record Stored(int device, Entry entry) {}

  static List<Stored> decode(byte[] bytes) throws SQLException {
    var out = new ArrayList<Stored>();
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        int device = in.readInt();
        out.add(new Stored(device, EntryCodec.decode(in.readNBytes(in.readInt()))));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new SQLException("damaged row", e);
    }
    return out;
  }

  int size() {
    return size;
  }

  // ---- asked -----------------------------------------------------------------------------------

  List<Remote> at(RelPath path) {
    List<Held> there = names.get(path);
    return there == null ? List.of() : remotes(there);
  }

  private static List<Remote> remotes(List<Held> held) {
    return held.size() == 1
        ? List.of(held.getFirst().remote)
        : held.stream().map(Held::remote).toList();
  }

  /** All, by name. */
  List<List<Remote>> names() {
    return names.values().stream().map(RemoteBatches::remotes).toList();
  }

  List<Remote> after(Optional<RelPath> after, int limit) {
    var from = after.isEmpty() ? names : names.tailMap(after.get(), false);
    var out = new ArrayList<Remote>();
    for (List<Held> there : from.values()) {
      if (out.size() >= limit) {
        break;
      }
      out.addAll(remotes(there));
    }
    return out;
  }

  // ---- changed ---------------------------------------------------------------------------------

  /**
   * @param there whether the device has an entry of this name
   */
  void put(Remote remote, boolean there) throws SQLException {
    if (there) {
      remove(remote.entry().path(), remote.device());
    }
    byte[] entry = EntryCodec.encode(remote.entry());
    Batch batch = room(entry.length);
    var head = ByteBuffer.allocate(HEAD).putInt(devices.number(remote.device()));
    batch.bytes.get().writeBytes(head.putInt(entry.length).array());
    batch.bytes.get().writeBytes(entry);
    hold(new Held(remote, batch, batch.all.size()));
    batch.all.add(remote);
    changed.add(batch);
  }

  private Batch room(int bytes) {
    boolean room =
        open.filter(b -> b.all.size() < IN_ONE && b.bytes.get().size() + bytes < BYTES_IN_ONE)
            .isPresent();
    if (!room) {
      var batch = new Batch(++numbers);
      batch.bytes = Optional.of(new ByteArrayOutputStream());
      open = Optional.of(batch);
    }
    return open.get();
  }

  private void hold(Held held) {
    List<Held> there = names.computeIfAbsent(held.remote.entry().path(), _ -> new ArrayList<>(1));
    int place = 0;
    while (place < there.size() && number(there.get(place)) < number(held)) {
      place++;
    }
    there.add(place, held);
    size++;
  }

  private int number(Held held) {
    return IndexFailure.ask(() -> devices.number(held.remote.device()));
  }

  void remove(RelPath path, NodeId device) {
    List<Held> there = names.get(path);
    if (there != null) {
      there.removeIf(held -> held.remote.device().equals(device) && goes(held));
      if (there.isEmpty()) {
        names.remove(path);
      }
    }
  }

  private boolean goes(Held held) {
    held.batch.gone.set(held.place);
    held.batch.less = true;
    changed.add(held.batch);
    size--;
    return true;
  }

  int drop(NodeId device) {
    int before = size;
    List.copyOf(names.keySet()).forEach(path -> remove(path, device));
    return before - size;
  }

  void clear() {
    names.values().forEach(there -> there.forEach(this::goes));
    names.clear();
    open = Optional.empty();
  }

  // ---- written ---------------------------------------------------------------------------------

  /** Brings the database's rows in step. */
  void flush() throws SQLException {
    for (Batch batch : changed) {
      if (batch.gone.cardinality() == batch.all.size()) {
        delete(batch);
      } else {
        write(batch);
      }
    }
    changed.clear();
  }

  private void delete(Batch batch) throws SQLException {
    if (open.filter(b -> b == batch).isPresent()) {
      open = Optional.empty();
    }
    if (batch.stored > 0) {
      sql.update("delete from heard where no = ?", batch.number);
      sql.update("delete from heard_gone where no = ?", batch.number);
    }
  }

  private void write(Batch batch) throws SQLException {
    if (batch.stored < batch.all.size()) {
      sql.update(
          batch.stored == 0
              ? "insert into heard (entries, no) values (?, ?)"
              : "update heard set entries = ? where no = ?",
          batch.bytes.orElseThrow().toByteArray(),
          batch.number);
      batch.stored = batch.all.size();
    }
    if (open.filter(b -> b == batch).isEmpty()) {
      batch.bytes = Optional.empty();
    }
    if (batch.less) {
      sql.update(
          "merge into heard_gone (no, gone) key (no) values (?, ?)",
          batch.number,
          batch.gone.toByteArray());
      batch.less = false;
    }
  }
}
