package app.bothways.sync;

import app.bothways.net.ProtocolHandler;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All folders of this device. A connection to another device is handed to {@link #serve}, whoever
 * dialled it, and lives until it ends.
 *
 * <p>Any thread may call. What a method has returned from is durable.
 */
public interface SyncEngine extends ProtocolHandler, AutoCloseable {
  /** The protocol of synchronising connections. */
  String ALPN = "bothways/sync/1";

  /** Opens every folder of the home and starts scanning and watching. */
  static SyncEngine open(SyncConfig config) throws IOException {
    return Engine.open(config, new LocalDisks(config.deviceName().apply(config.self())));
  }

  /**
   * Makes an existing directory a folder.
   *
   * @throws RefusedException when it is not a directory, cannot be read, or lies inside or around
   *     another folder
   */
  FolderId add(Path directory, Optional<String> name) throws RefusedException;

  /** Offers a folder to a device; {@code mode} is the other device's view. */
  void share(FolderId folder, NodeId device, FolderMode mode) throws RefusedException;

  List<FolderOffer> offers();

  /**
   * Takes an offer into {@code directory}, which is made if it does not exist; what is in it
   * already is merged, not replaced.
   */
  FolderId accept(String offer, Path directory, Optional<FolderMode> mode) throws RefusedException;

  void decline(String offer) throws RefusedException;

  List<FolderStatus> folders();

  /** By id, unique prefix of an id, name or path. */
  Optional<FolderStatus> folder(String idOrName);

  /**
   * Waits until this disk has been scanned after the call began and every connected member agrees.
   *
   * @return false when the time was up first
   */
  boolean awaitInSync(FolderId folder, Duration timeout) throws InterruptedException;

  void scan(FolderId folder) throws RefusedException;

  /** What a person says of the many files that were deleted, here or elsewhere. */
  void decide(FolderId folder, Deleted deleted) throws RefusedException;

  void pause(FolderId folder) throws RefusedException;

  void resume(FolderId folder) throws RefusedException;

  /** How contents travel. */
  Traffic traffic();

  /** Holds at once, also for what is under way, and after a restart. */
  void traffic(Traffic traffic);

  /** Forgets the folder here; the files stay. */
  void remove(FolderId folder) throws RefusedException;

  /** The device is no longer ours: it loses its membership in all folders here. */
  void forget(NodeId device);

  /** What a person looks at and decides inside a folder. */
  FolderCare care();

  /** Calls {@code listener}, one call at a time. */
  Subscription events(Consumer<SyncEvent> listener);

  @Override
  void close();
}
