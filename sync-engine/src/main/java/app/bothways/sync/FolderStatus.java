package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.SyncError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A folder as it stands on this device.
 *
 * @param global what the folder would hold were everything in sync
 * @param need what is still to come here
 * @param conflicts conflict copies that nobody has resolved
 * @param notTaken names that others have otherwise, which a folder that only sends leaves alone
 * @param localOnly names that were changed here, where changes are not published
 * @param bytesPerSecond received content, over the last few seconds
 */
public record FolderStatus(
    FolderId id,
    String name,
    Path path,
    State state,
    Totals local,
    Totals global,
    Need need,
    List<Member> members,
    List<SyncError> errors,
    int conflicts,
    long bytesPerSecond,
    Optional<Duration> eta,
    FolderMode mode,
    long notTaken,
    long localOnly) {
  public FolderStatus {
    members = List.copyOf(members);
    errors = List.copyOf(errors);
  }

  public enum State {
    SCANNING,
    SYNCING,
    IN_SYNC,
    WAITING,
    PAUSED,
    ERROR
  }

  public record Totals(long files, long dirs, long bytes) {
    public static final Totals NONE = new Totals(0, 0, 0);
  }

  public record Need(long files, long bytes) {
    public static final Need NOTHING = new Need(0, 0);
  }

  /**
   * Another device that has this folder.
   *
   * @param completion 0 to 100: how much of the folder it has, as far as is known here
   */
  public record Member(NodeId id, boolean connected, double completion) {}
}
