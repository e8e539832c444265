package app.bothways.sync;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.memory.MemoryNet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** One device of a test: an engine on real directories, reached through memory. */
final class Device implements AutoCloseable {
  final NodeId id;
  final Path home;
  final Path tree;
  private final String name;
  private final MemoryNet net;
  private final java.util.function.Predicate<NodeId> trusted;
  private final Disks disks;
  private Endpoint endpoint;
  private Subscription handler;
  SyncEngine engine;

  Device(MemoryNet net, Path base, String name, java.util.function.Predicate<NodeId> trusted)
      throws IOException {
    this(net, base, name, trusted, new LocalDisks(name));
  }

  Device(
      MemoryNet net,
      Path base,
      String name,
      java.util.function.Predicate<NodeId> trusted,
      Disks disks)
      throws IOException {
    this.disks = disks;
    this.net = net;
    this.name = name;
    this.trusted = trusted;
    id = idOf(name);
    home = base.resolve(name + "-home");
    tree = base.resolve(name);
    start();
  }

  static NodeId idOf(String name) {
    var bytes = new byte[32];
    bytes[0] = (byte) name.charAt(0);
    bytes[31] = (byte) name.length();
    return NodeId.of(bytes);
  }

  void start() throws IOException {
    engine =
        Engine.open(new SyncConfig(home, id, trusted, n -> n.equals(id) ? name : "other"), disks);
    endpoint = net.endpoint(id);
    handler = endpoint.handle(SyncEngine.ALPN, engine);
  }

  /** Dials without serving. */
  Connection dial(Device other) throws IOException {
    return endpoint.dial(NodeAddr.of(other.id), SyncEngine.ALPN, Duration.ofSeconds(5));
  }

  /** Dials, and serves the connection on a thread of its own. */
  Connection connect(Device other) throws IOException {
    Connection connection =
        endpoint.dial(NodeAddr.of(other.id), SyncEngine.ALPN, Duration.ofSeconds(5));
    Thread.ofVirtual()
        .start(
            () -> {
              try (connection) {
                engine.serve(connection);
              } catch (Exception e) {
                connection.close(1, e.toString());
              }
            });
    return connection;
  }

  void share(FolderId folder, Device other) throws Exception {
    engine.share(folder, other.id, FolderMode.TWO_WAY);
    FolderOffer offer =
        await(
            () ->
                other.engine.offers().stream()
                    .filter(o -> o.folder().equals(folder) && o.from().equals(id))
                    .findFirst());
    other.engine.accept(offer.offer(), other.tree, Optional.empty());
  }

  boolean inSync(FolderId folder) throws InterruptedException {
    return engine.awaitInSync(folder, Duration.ofSeconds(30));
  }

  static <T> T await(Supplier<Optional<T>> wanted) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      Optional<T> found = wanted.get();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(5);
    }
    throw new AssertionError("what was waited for did not come");
  }

  @Override
  public void close() {
    handler.close();
    engine.close();
    endpoint.close();
  }
}
