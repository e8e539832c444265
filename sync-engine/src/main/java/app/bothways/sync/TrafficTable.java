package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.index.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How contents are to travel, kept in the list of folders: a row for this device as a whole, with
 * an empty key, and one for each other device with a limit. The owner of the {@link Sql} guards it.
 */
final class TrafficTable {
  private static final byte[] ALL = {};

  private final Sql sql;

  TrafficTable(Sql sql) throws SQLException {
    this.sql = sql;
    sql.update(
        "create table if not exists rates (device varbinary primary key, up bigint not null,"
            + " down bigint not null, lan varchar not null, files varchar not null)");
  }

  private record Row(byte[] device, Limits.Rates rates, String lan, String order) {}

  private List<Row> rows() throws SQLException {
    return sql.query(
        "select device, up, down, lan, files from rates",
        r ->
            new Row(
                r.getBytes(1),
                new Limits.Rates(Math.max(0, r.getLong(2)), Math.max(0, r.getLong(3))),
                r.getString(4),
                r.getString(5)));
  }

  Traffic traffic() throws SQLException {
    Map<NodeId, Limits.Rates> devices = new HashMap<>();
    Limits.Rates all = Limits.Rates.NONE;
    Limits.Lan lan = Limits.Lan.FREE;
    Order order = Order.SMALLEST;
    for (Row row : rows()) {
      if (row.device().length == 0) {
        all = row.rates();
        lan = Limits.Lan.valueOf(row.lan());
        order = Order.valueOf(row.order());
      } else {
        devices.put(NodeId.of(row.device()), row.rates());
      }
    }
    return new Traffic(new Limits(all, devices, lan), order);
  }

  void set(Traffic traffic) throws SQLException {
    sql.update("delete from rates");
    put(ALL, traffic.limits().all(), traffic);
    for (Map.Entry<NodeId, Limits.Rates> one : traffic.limits().devices().entrySet()) {
      put(one.getKey().bytes(), one.getValue(), traffic);
    }
  }

  private void put(byte[] device, Limits.Rates rates, Traffic traffic) throws SQLException {
    sql.update(
        "insert into rates (device, up, down, lan, files) values (?, ?, ?, ?, ?)",
        device,
        rates.up(),
        rates.down(),
        traffic.limits().lan().name(),
        traffic.order().name());
  }
}
