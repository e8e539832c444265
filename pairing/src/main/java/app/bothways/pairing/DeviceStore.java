package app.bothways.pairing;

import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.link.LinkHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The devices this one is paired with, in {@code main.mv.db} of the home directory. Every change is
 * durable when the method returns, across power cuts too; methods that change something block for
 * that, and throw {@link java.io.UncheckedIOException} naming the file when the disk fails. Reading
 * is from memory. Any thread may call, and may be interrupted; unknown ids are ignored.
 */
public interface DeviceStore extends AutoCloseable {
  /**
   * Opens or creates the database. A damaged one is renamed to {@code main.mv.db.damaged-<time>}
   * and logged, never deleted; the store then starts empty.
   *
   * @throws IOException with a sentence naming the file: another process has it open, a newer
   *     Bothways wrote it, or the disk fails
   */
  static DeviceStore open(Path home) throws IOException {
    return H2DeviceStore.open(home);
  }

  List<Device> devices();

  Optional<Device> device(NodeId id);

  /**
   * @throws IllegalArgumentException with a sentence when the name is empty or taken
   */
  void rename(NodeId id, String name);

  void policy(NodeId id, PathPolicy policy);

  /** Hints for the next dial; at most 8 of each kind are kept. */
  void lastAddress(NodeAddr address);

  /** The newest signed record of the device, as the network gave it; empty when there is none. */
  Optional<String> record(NodeId id);

  /** Keeps it until the next one or until the device is removed. */
  void record(NodeId id, String record);

  /** Forgets the device; it must pair anew. */
  void remove(NodeId id);

  /**
   * The past of the links to the devices, in the same database. A device that is removed takes its
   * past along.
   */
  LinkHistory history();

  /**
   * Calls {@code changed} with the whole list after each change, on the thread that made it, one
   * call at a time and never with an older list after a newer. It must not wait for other threads
   * that change devices.
   */
  Subscription changes(Consumer<List<Device>> changed);

  /** Text settings of the application, kept in the same database. */
  Optional<String> setting(String key);

  void setting(String key, String value);

  @Override
  void close();
}
