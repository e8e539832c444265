package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Former;
import app.bothways.sync.core.Index.Mark;
import app.bothways.sync.model.Entry;
import app.bothways.sync.wire.EntryCodec;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** What was before, read when the index is opened and written with each change. */
final class H2Former extends Former {
  /** Stands for this device; others are counted from 1. */
  private static final int HERE = 0;

  private final Sql sql;
  private final Devices devices;
  private final Runnable touched;
  private long storedFound;

  /**
   * @param touched called before anything is written
   */
  H2Former(Sql sql, Devices devices, Runnable touched) throws SQLException {
    this.sql = sql;
    this.devices = devices;
    this.touched = touched;
    sql.one("select nanos from former_found", r -> r.getLong(1)).ifPresent(super::lastFound);
    storedFound = lastFound();
    sql.query("select id from former_actor", r -> r.getLong(1)).forEach(super::addActor);
    sql.query(
        "select device, settled, idx, seq, life from former",
        r -> {
          NodeId device = devices.of(r.getInt(1));
          super.settled(device, r.getLong(2));
          super.furthest(device, new Mark(r.getLong(3), r.getLong(4), r.getLong(5)));
          return device;
        });
    sql.query(
        "select device, entry from former_entry",
        r -> {
          int no = r.getInt(1);
          Entry entry = read(r.getBytes(2));
          super.setHad(no == HERE ? Optional.empty() : Optional.of(devices.of(no)), entry);
          return entry;
        });
  }

  private static Entry read(byte[] bytes) throws SQLException {
    try {
      return EntryCodec.decode(bytes);
    } catch (IOException e) {
      throw new SQLException("damaged row", e);
    }
  }

  private void update(String text, Object... values) {
    touched.run();
    IndexFailure.ask(() -> sql.update(text, values));
  }

  private int number(NodeId device) {
    touched.run();
    return IndexFailure.ask(() -> devices.number(device));
  }

  /** Changes with almost every file of a first scan, so it is written with the rest of them. */
  @Override
  public void lastFound(long nanos) {
    super.lastFound(nanos);
    touched.run();
  }

  /** To be called before a commit. */
  void flush() throws SQLException {
    if (storedFound != lastFound()) {
      sql.update("delete from former_found");
      sql.update("insert into former_found values (?)", lastFound());
      storedFound = lastFound();
    }
  }

  @Override
  public void addActor(long id) {
    super.addActor(id);
    update("merge into former_actor (id) values (?)", id);
  }

  @Override
  public void setHad(Optional<NodeId> device, Entry entry) {
    super.setHad(device, entry);
    update(
        "merge into former_entry (device, path, entry) values (?, ?, ?)",
        device.map(this::number).orElse(HERE),
        entry.path().toString(),
        EntryCodec.encode(entry));
  }

  @Override
  public void settled(NodeId device, long seq) {
    super.settled(device, seq);
    write(device);
  }

  @Override
  public void furthest(NodeId device, Mark mark) {
    super.furthest(device, mark);
    write(device);
  }

  private void write(NodeId device) {
    Mark mark = furthest(device);
    update(
        "merge into former (device, settled, idx, seq, life) values (?, ?, ?, ?, ?)",
        number(device),
        settled(device),
        mark.index(),
        mark.seq(),
        mark.life());
  }

  @Override
  public void forget(NodeId device) {
    super.forget(device);
    update("delete from former where device = ?", number(device));
    update("delete from former_entry where device = ?", number(device));
  }
}
