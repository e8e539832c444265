package app.bothways.pairing;

import app.bothways.net.identity.NodeId;
import app.bothways.net.link.LinkHistory;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The past of links in {@code main.mv.db}: a row for each device and hour, and one for each of the
 * last changes. A device has at most 721 of the former and {@link #MOST_CHANGES} of the latter.
 */
final class H2LinkHistory implements LinkHistory {
  private static final String COLUMNS =
      "direct_ms, relayed_ms, offline_ms, drops, sent_direct, sent_relay, received_direct,"
          + " received_relay";

  private final Database database;

  H2LinkHistory(Database database) {
    this.database = database;
  }

  static void create(Connection db) throws SQLException {
    try (Statement sql = db.createStatement()) {
      sql.execute(
          "create table if not exists link_hour (device varbinary(32) not null, began bigint not"
              + " null, direct_ms bigint not null, relayed_ms bigint not null, offline_ms bigint"
              + " not null, drops int not null, sent_direct bigint not null, sent_relay bigint not"
              + " null, received_direct bigint not null, received_relay bigint not null, primary"
              + " key (device, began))");
      sql.execute(
          "create table if not exists link_change (device varbinary(32) not null, at_ms bigint not"
              + " null, link varchar(16) not null, address varchar(512) not null, why varchar(64)"
              + " not null, primary key (device, at_ms))");
    }
  }

  static void remove(Connection db, NodeId device) throws SQLException {
    update(db, "delete from link_hour where device = ?", device.bytes());
    update(db, "delete from link_change where device = ?", device.bytes());
  }

  private static int update(Connection db, String text, Object... values) throws SQLException {
    try (PreparedStatement sql = db.prepareStatement(text)) {
      for (int i = 0; i < values.length; i++) {
        sql.setObject(i + 1, values[i]);
      }
      return sql.executeUpdate();
    }
  }

  @Override
  public void add(Batch batch, Instant now) {
    database.write(
        db -> {
          Set<NodeId> paired = new HashSet<>();
          Tables.devices(db).forEach(device -> paired.add(device.id()));
          for (LinkHour hour : batch.hours()) {
            if (paired.contains(hour.device())) {
              add(db, hour);
            }
          }
          for (LinkChange change : batch.changes()) {
            if (paired.contains(change.device())) {
              add(db, change);
            }
          }
          trim(db, now.minus(KEPT), paired);
          return Optional.empty();
        },
        _ -> {});
  }

  private static void add(Connection db, LinkHour hour) throws SQLException {
    Traffic traffic = hour.traffic();
    byte[] device = hour.device().bytes();
    long began = hour.from().toEpochMilli();
    LinkHour all = hour(db, hour.device(), began).map(known -> known.plus(hour)).orElse(hour);
    Traffic sum = all.traffic();
    update(
        db,
        "merge into link_hour (device, began, "
            + COLUMNS
            + ") key (device, began) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        device,
        began,
        all.direct().toMillis(),
        all.relayed().toMillis(),
        all.offline().toMillis(),
        all.drops(),
        sum.sentDirect(),
        sum.sentRelay(),
        sum.receivedDirect(),
        sum.receivedRelay());
  }

  private static void add(Connection db, LinkChange change) throws SQLException {
    update(
        db,
        "merge into link_change (device, at_ms, link, address, why) key (device, at_ms)"
            + " values (?, ?, ?, ?, ?)",
        change.device().bytes(),
        change.at().toEpochMilli(),
        change.link().name(),
        change.address().substring(0, Math.min(512, change.address().length())),
        change.why().name());
  }

  private static void trim(Connection db, Instant oldest, Set<NodeId> devices) throws SQLException {
    update(db, "delete from link_hour where began < ?", oldest.toEpochMilli());
    update(db, "delete from link_change where at_ms < ?", oldest.toEpochMilli());
    for (NodeId device : devices) {
      update(
          db,
          "delete from link_change where device = ? and at_ms <= (select at_ms from link_change"
              + " where device = ? order by at_ms desc offset "
              + MOST_CHANGES
              + " rows fetch next 1 row only)",
          device.bytes(),
          device.bytes());
    }
  }

  private static Optional<LinkHour> hour(Connection db, NodeId device, long began)
      throws SQLException {
    return hours(db, device, "began = ?", began).stream().findFirst();
  }

  @Override
  public List<LinkHour> hours(NodeId device, Instant from) {
    return database.read(db -> hours(db, device, "began >= ? order by began", from.toEpochMilli()));
  }

  private static List<LinkHour> hours(Connection db, NodeId device, String where, long began)
      throws SQLException {
    List<LinkHour> hours = new ArrayList<>();
    try (PreparedStatement sql =
        db.prepareStatement(
            "select began, " + COLUMNS + " from link_hour where device = ? and " + where)) {
      sql.setBytes(1, device.bytes());
      sql.setLong(2, began);
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          hours.add(hour(device, row));
        }
      }
    }
    return List.copyOf(hours);
  }

  private static LinkHour hour(NodeId device, ResultSet row) throws SQLException {
    return new LinkHour(
        device,
        Instant.ofEpochMilli(row.getLong(1)),
        Duration.ofMillis(row.getLong(2)),
        Duration.ofMillis(row.getLong(3)),
        Duration.ofMillis(row.getLong(4)),
        row.getInt(5),
        new Traffic(row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9)));
  }

  @Override
  public List<LinkChange> changes(NodeId device, int most) {
    return database.read(
        db -> {
          List<LinkChange> changes = new ArrayList<>();
          try (PreparedStatement sql =
              db.prepareStatement(
                  "select at_ms, link, address, why from link_change where device = ?"
                      + " order by at_ms desc fetch first ? rows only")) {
            sql.setBytes(1, device.bytes());
            sql.setInt(2, most);
            try (ResultSet row = sql.executeQuery()) {
              while (row.next()) {
                change(device, row).ifPresent(changes::add);
              }
            }
          }
          return List.copyOf(changes);
        });
  }

  /** Empty for words that only a newer version knows. */
  private static Optional<LinkChange> change(NodeId device, ResultSet row) throws SQLException {
    try {
      return Optional.of(
          new LinkChange(
              device,
              Instant.ofEpochMilli(row.getLong(1)),
              LinkState.valueOf(row.getString(2)),
              row.getString(3),
              Why.valueOf(row.getString(4))));
    } catch (IllegalArgumentException unknownWord) {
      return Optional.empty();
    }
  }
}
