package app.bothways.pairing;

import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The devices this one is paired with, in {@code main.mv.db} of the home directory. Every change is
 * durable when the method returns. Any thread may call.
 */
public interface DeviceStore extends AutoCloseable {
  /** Opens or creates the database; a damaged one is set aside and reported, never deleted. */
  static DeviceStore open(Path home) throws java.io.IOException {
    throw new IllegalStateException("to be built by the pairing room");
  }

  List<Device> devices();

  Optional<Device> device(NodeId id);

  /**
   * @throws IllegalArgumentException with a sentence when the name is empty or taken
   */
  void rename(NodeId id, String name);

  void policy(NodeId id, PathPolicy policy);

  void lastAddress(NodeAddr address);

  /** Forgets the device; it must pair anew. */
  void remove(NodeId id);

  /** Calls {@code changed} with the whole list after each change, on the thread that made it. */
  Subscription changes(Consumer<List<Device>> changed);

  /** Text settings of the application, kept in the same database. */
  Optional<String> setting(String key);

  void setting(String key, String value);

  @Override
  void close();
}
