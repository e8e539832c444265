package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Differences;
import app.bothways.sync.core.FolderMachine;
import app.bothways.sync.core.Message;
import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import java.util.List;
import java.util.Map;

/** What the machine looked like after its last event. */
record Look(
    long seq,
    FolderMachine.State state,
    FolderStatus.Totals totals,
    FolderStatus.Need need,
    List<SyncError> errors,
    Map<NodeId, Message.Standing> standings,
    Differences differences) {
  static final Look NONE =
      new Look(
          0,
          FolderMachine.State.SCANNING,
          FolderStatus.Totals.NONE,
          FolderStatus.Need.NOTHING,
          List.of(),
          Map.of(),
          new Differences(FolderMode.TWO_WAY, 0, 0));

  /** The same after the folder's thread came to an end. */
  Look broken(Throwable e) {
    var error =
        new SyncError(
            ErrorCode.DATABASE,
            "",
            "The folder stopped: " + e.getMessage(),
            DiskErrors.next(ErrorCode.DATABASE));
    return new Look(
        seq, FolderMachine.State.ERROR, totals, need, List.of(error), Map.of(), differences);
  }
}
