package app.bothways.app;

import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import app.bothways.pairing.PairingEvent;
import app.bothways.pairing.PairingSession;
import app.bothways.sync.Deleted;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderOffer;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.SyncEvent;
import app.bothways.sync.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that a person can see and do on this device, for the window and the command line
 * alike. Any thread may call; methods that wait say so. Devices are named by id, unique prefix of
 * an id, or name; folders by id, unique prefix, name or path.
 */
public interface App extends AutoCloseable {
  StatusView status();

  /** True until this device has been given its name by a person for the first time. */
  boolean firstStart();

  /** Gives this device its name, as other devices will see it. */
  void name(String name) throws Refusal;

  List<DeviceView> devices();

  void renameDevice(String device, String name) throws Refusal;

  /** Unpairs: the device loses access to all folders; files stay on both sides. */
  void removeDevice(String device) throws Refusal;

  void devicePolicy(String device, PathPolicy policy) throws Refusal;

  /** Shows a code and waits; see {@link app.bothways.pairing.Pairing#offer}. */
  PairingSession offerPairing(Consumer<PairingEvent> events);

  /** Uses a link that was scanned or pasted; refuses what is not one. */
  PairingSession joinPairing(String link, Consumer<PairingEvent> events) throws Refusal;

  List<FolderStatus> folders();

  FolderId addFolder(Path directory, Optional<String> name) throws Refusal;

  void shareFolder(String folder, String device, FolderMode mode) throws Refusal;

  List<FolderOffer> offers();

  FolderId acceptOffer(String offer, Path directory, Optional<FolderMode> mode) throws Refusal;

  void declineOffer(String offer) throws Refusal;

  /** Waits; see {@link app.bothways.sync.SyncEngine#awaitInSync}. */
  boolean awaitInSync(String folder, Duration timeout) throws Refusal, InterruptedException;

  void scanFolder(String folder) throws Refusal;

  /** What a person says of many files that were deleted at once, here or elsewhere. */
  void decideDeletions(String folder, Deleted deleted) throws Refusal;

  /** Changes limits and order of transfers; returns what holds now, also for an empty wish. */
  Traffic traffic(TrafficWish wish) throws Refusal;

  void pauseFolder(String folder) throws Refusal;

  void resumeFolder(String folder) throws Refusal;

  /** Forgets the folder here; the files stay. */
  void removeFolder(String folder) throws Refusal;

  /** What a person looks at and decides inside a folder. */
  FolderCare care();

  NetworkView network();

  /** What the link to a device was like, for at most 30 days back; waits for the disk. */
  LinkPast linkPast(String device, Duration back) throws Refusal;

  /**
   * Finds out anew what this network allows. Waits for ten seconds at most; see {@link
   * app.bothways.net.Endpoint#test}.
   */
  NetReport testNetwork();

  /** The name that people gave the device, or a short form of the id. */
  String deviceName(NodeId id);

  /** A text setting, such as {@code theme}; empty when never set. */
  Optional<String> setting(String key);

  void setting(String key, String value);

  /**
   * Calls {@code changed} after anything that this interface shows has changed: at once, then at
   * most ten times a second, one call at a time, on a thread of the application.
   */
  Subscription changes(Runnable changed);

  /** What the engine did to single files and folders. */
  Subscription syncEvents(Consumer<SyncEvent> listener);

  /** Stops the node; blocks until databases are closed. */
  @Override
  void close();
}
