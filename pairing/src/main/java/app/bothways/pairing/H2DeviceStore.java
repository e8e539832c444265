package app.bothways.pairing;

import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.link.LinkHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices, unfinished pairings and settings in H2. Reading never touches the disk: the last state
 * that is durable is kept in memory.
 */
final class H2DeviceStore implements PairingStore {
  private static final Logger LOG = LoggerFactory.getLogger(H2DeviceStore.class);
  private static final int LONGEST_NAME = 64;

  private final Database database;
  private final List<Consumer<List<Device>>> listeners = new CopyOnWriteArrayList<>();

  // RACE: held while listeners are told, so that nobody is told of an older list after a newer one.
  private final ReentrantLock telling = new ReentrantLock();
  private volatile State state;

  private record State(
      List<Device> devices, List<Unfinished> unfinished, Map<String, String> settings) {}

  private H2DeviceStore(Database database, State state) {
    this.database = database;
    this.state = state;
  }

  static H2DeviceStore open(Path home) throws IOException {
    var first = new State[1];
    Database database =
        Database.open(
            home,
            db -> {
              Tables.create(db);
              H2LinkHistory.create(db);
              first[0] = read(db);
              return null;
            });
    return new H2DeviceStore(database, first[0]);
  }

  /** Reads every row, and so finds damage anywhere in these small tables at the start. */
  private static State read(Connection db) throws SQLException {
    return new State(Tables.devices(db), Tables.unfinished(db), Map.copyOf(Tables.settings(db)));
  }

  private record Changed<T>(T result, State state) {}

  private <T> T change(Database.Work<T> work) {
    List<Device> before = state.devices;
    T result =
        database.write(
                db -> new Changed<>(work.run(db), read(db)), changed -> state = changed.state)
            .result;
    if (!state.devices.equals(before)) {
      tell();
    }
    return result;
  }

  private void tell() {
    telling.lock();
    try {
      List<Device> now = state.devices;
      for (Consumer<List<Device>> listener : listeners) {
        try {
          listener.accept(now);
        } catch (RuntimeException e) {
          LOG.warn("a listener failed on a change of the devices", e);
        }
      }
    } finally {
      telling.unlock();
    }
  }

  @Override
  public List<Device> devices() {
    return state.devices;
  }

  @Override
  public Optional<Device> device(NodeId id) {
    return find(state.devices, id);
  }

  private static Optional<Device> find(List<Device> devices, NodeId id) {
    return devices.stream().filter(device -> device.id().equals(id)).findFirst();
  }

  @Override
  public void rename(NodeId id, String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A device needs a name.");
    }
    String clean = new DeviceInfo(name, "").name();
    change(
        db -> {
          List<Device> devices = Tables.devices(db);
          Optional<Device> device = find(devices, id);
          if (device.isPresent()) {
            if (taken(devices, id, clean)) {
              throw new IllegalArgumentException("Another device is called " + clean + " already.");
            }
            Tables.put(db, named(device.get(), clean));
          }
          return null;
        });
  }

  private static Device named(Device old, String name) {
    return new Device(
        old.id(), name, old.system(), old.pairedAt(), old.policy(), old.lastAddress());
  }

  private static boolean taken(List<Device> devices, NodeId except, String name) {
    return devices.stream()
        .anyMatch(other -> !other.id().equals(except) && other.name().equalsIgnoreCase(name));
  }

  @Override
  public void policy(NodeId id, PathPolicy policy) {
    update(
        id,
        old -> new Device(id, old.name(), old.system(), old.pairedAt(), policy, old.lastAddress()));
  }

  @Override
  public void lastAddress(NodeAddr address) {
    NodeAddr kept = kept(address);
    update(
        address.id(),
        old -> new Device(old.id(), old.name(), old.system(), old.pairedAt(), old.policy(), kept));
  }

  /** As it will be after a restart. */
  private static NodeAddr kept(NodeAddr address) {
    return Addresses.parse(address.id(), Addresses.text(address));
  }

  private void update(NodeId id, UnaryOperator<Device> how) {
    Optional<Device> now = device(id);
    if (now.isEmpty() || how.apply(now.get()).equals(now.get())) {
      return;
    }
    change(
        db -> {
          Optional<Device> old = find(Tables.devices(db), id);
          if (old.isPresent()) {
            Tables.put(db, how.apply(old.get()));
          }
          return null;
        });
  }

  @Override
  public Optional<String> record(NodeId id) {
    return setting(recordKey(id));
  }

  @Override
  public void record(NodeId id, String record) {
    change(
        db -> {
          if (find(Tables.devices(db), id).isPresent()) {
            Tables.setting(db, recordKey(id), record);
          }
          return null;
        });
  }

  private static String recordKey(NodeId id) {
    return "record." + id;
  }

  @Override
  public void remove(NodeId id) {
    drop(id);
  }

  @Override
  public void prepare(Unfinished promised) {
    change(
        db -> {
          Tables.put(db, promised);
          return null;
        });
  }

  @Override
  public Device decide(Unfinished decided) {
    return change(
        db -> {
          Tables.put(db, decided);
          return become(db, decided);
        });
  }

  @Override
  public Optional<Device> commit(NodeId id) {
    return change(
        db -> {
          Optional<Unfinished> promised = Tables.unfinished(db, id);
          if (promised.isEmpty()) {
            return find(Tables.devices(db), id);
          }
          Tables.removeUnfinished(db, id);
          return Optional.of(become(db, promised.get()));
        });
  }

  /** A device paired again keeps the name and the policy that it was given here. */
  private static Device become(Connection db, Unfinished row) throws SQLException {
    List<Device> devices = Tables.devices(db);
    Optional<Device> old = find(devices, row.id());
    var device =
        new Device(
            row.id(),
            old.map(Device::name).orElseGet(() -> free(devices, row.device().name())),
            row.device().system(),
            Instant.ofEpochMilli(row.since().toEpochMilli()),
            old.map(Device::policy).orElse(PathPolicy.AUTO),
            kept(row.address()));
    Tables.put(db, device);
    return device;
  }

  private static String free(List<Device> devices, String wanted) {
    String name = wanted;
    for (int n = 2; taken(devices, NodeId.of(new byte[NodeId.LENGTH]), name); n++) {
      String suffix = " " + n;
      int length = wanted.codePointCount(0, wanted.length());
      int keep = Math.min(length, LONGEST_NAME - suffix.length());
      name = wanted.substring(0, wanted.offsetByCodePoints(0, keep)) + suffix;
    }
    return name;
  }

  @Override
  public void acknowledged(NodeId id) {
    change(
        db -> {
          Tables.removeUnfinished(db, id);
          return null;
        });
  }

  @Override
  public void drop(NodeId id) {
    change(
        db -> {
          Tables.removeUnfinished(db, id);
          Tables.removeDevice(db, id);
          Tables.removeSetting(db, recordKey(id));
          H2LinkHistory.remove(db, id);
          return null;
        });
  }

  @Override
  public void forget(NodeId id) {
    change(
        db -> {
          Tables.removeUnfinished(db, id);
          return null;
        });
  }

  @Override
  public List<Unfinished> unfinished() {
    return state.unfinished;
  }

  @Override
  public LinkHistory history() {
    return new H2LinkHistory(database);
  }

  @Override
  public Subscription changes(Consumer<List<Device>> changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  @Override
  public Optional<String> setting(String key) {
    return Optional.ofNullable(state.settings.get(key));
  }

  @Override
  public void setting(String key, String value) {
    if (key.equals(Tables.SCHEMA_KEY)) {
      throw new IllegalArgumentException(key + " belongs to the database itself");
    }
    change(
        db -> {
          Tables.setting(db, key, value);
          return null;
        });
  }

  @Override
  public void close() {
    database.close();
  }
}
