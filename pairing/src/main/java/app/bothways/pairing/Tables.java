package app.bothways.pairing;

import app.bothways.net.PathPolicy;
import app.bothways.net.identity.NodeId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables of {@code main.mv.db} in SQL. Every method runs on the database's own thread. */
final class Tables {
  /** In {@code settings}; the version of the tables. */
  static final String SCHEMA_KEY = "bothways.schema";

  private static final String SCHEMA = "1";

  private Tables() {}

  /** Makes the tables where they are missing. */
  static void create(Connection db) throws SQLException {
    try (Statement sql = db.createStatement()) {
      sql.execute(
          "create table if not exists settings ("
              + "k varchar(256) primary key, v varchar(65536) not null)");
      sql.execute(
          "create table if not exists devices (id varbinary(32) primary key,"
              + " name varchar(256) not null, system varchar(256) not null, paired_at bigint not"
              + " null, policy varchar(32) not null, address varchar(8192) not null)");
      sql.execute(
          "create table if not exists pending (id varbinary(32) primary key,"
              + " name varchar(256) not null, system varchar(256) not null, since bigint not null,"
              + " address varchar(8192) not null, stage int not null)");
    }
    String found = settings(db).get(SCHEMA_KEY);
    if (found == null) {
      setting(db, SCHEMA_KEY, SCHEMA);
    } else if (!found.equals(SCHEMA)) {
      throw new SQLException(
          "it was written by a newer Bothways (tables of version " + found + ")");
    }
  }

  static List<Device> devices(Connection db) throws SQLException {
    List<Device> devices = new ArrayList<>();
    try (Statement sql = db.createStatement();
        ResultSet row =
            sql.executeQuery(
                "select id, name, system, paired_at, policy, address from devices"
                    + " order by paired_at, id")) {
      while (row.next()) {
        NodeId id = NodeId.of(row.getBytes(1));
        devices.add(
            new Device(
                id,
                row.getString(2),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                PathPolicy.valueOf(row.getString(5)),
                Addresses.parse(id, row.getString(6))));
      }
    }
    return List.copyOf(devices);
  }

  static void put(Connection db, Device device) throws SQLException {
    try (PreparedStatement sql =
        db.prepareStatement(
            "merge into devices (id, name, system, paired_at, policy, address) key (id)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      sql.setBytes(1, device.id().bytes());
      sql.setString(2, device.name());
      sql.setString(3, device.system());
      sql.setLong(4, device.pairedAt().toEpochMilli());
      sql.setString(5, device.policy().name());
      sql.setString(6, Addresses.text(device.lastAddress()));
      sql.executeUpdate();
    }
  }

  static List<Unfinished> unfinished(Connection db) throws SQLException {
    List<Unfinished> rows = new ArrayList<>();
    try (Statement sql = db.createStatement();
        ResultSet row =
            sql.executeQuery(
                "select id, name, system, since, address, stage from pending order by since, id")) {
      while (row.next()) {
        NodeId id = NodeId.of(row.getBytes(1));
        rows.add(
            new Unfinished(
                id,
                new DeviceInfo(row.getString(2), row.getString(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                Addresses.parse(id, row.getString(5)),
                Unfinished.Stage.ofWire(row.getInt(6))));
      }
    }
    return List.copyOf(rows);
  }

  static void put(Connection db, Unfinished row) throws SQLException {
    try (PreparedStatement sql =
        db.prepareStatement(
            "merge into pending (id, name, system, since, address, stage) key (id)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      sql.setBytes(1, row.id().bytes());
      sql.setString(2, row.device().name());
      sql.setString(3, row.device().system());
      sql.setLong(4, row.since().toEpochMilli());
      sql.setString(5, Addresses.text(row.address()));
      sql.setInt(6, row.stage().wire());
      sql.executeUpdate();
    }
  }

  static Optional<Unfinished> unfinished(Connection db, NodeId id) throws SQLException {
    return unfinished(db).stream().filter(row -> row.id().equals(id)).findFirst();
  }

  static void removeDevice(Connection db, NodeId id) throws SQLException {
    delete(db, "delete from devices where id = ?", id);
  }

  static void removeUnfinished(Connection db, NodeId id) throws SQLException {
    delete(db, "delete from pending where id = ?", id);
  }

  private static void delete(Connection db, String text, NodeId id) throws SQLException {
    try (PreparedStatement sql = db.prepareStatement(text)) {
      sql.setBytes(1, id.bytes());
      sql.executeUpdate();
    }
  }

  static void removeSetting(Connection db, String key) throws SQLException {
    try (PreparedStatement sql = db.prepareStatement("delete from settings where k = ?")) {
      sql.setString(1, key);
      sql.executeUpdate();
    }
  }

  static Map<String, String> settings(Connection db) throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    try (Statement sql = db.createStatement();
        ResultSet row = sql.executeQuery("select k, v from settings")) {
      while (row.next()) {
        settings.put(row.getString(1), row.getString(2));
      }
    }
    return settings;
  }

  static void setting(Connection db, String key, String value) throws SQLException {
    try (PreparedStatement sql =
        db.prepareStatement("merge into settings (k, v) key (k) values (?, ?)")) {
      sql.setString(1, key);
      sql.setString(2, value);
      sql.executeUpdate();
    }
  }
}
