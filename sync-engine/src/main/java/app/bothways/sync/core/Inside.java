package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.Explanation;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a person may ask about single names of a folder. For the machine's thread; changes nothing.
 */
public final class Inside {
  private final Work work;
  private final List<SyncError> ofFolder = new ArrayList<>();

  Inside(Work work, Optional<SyncError> folderError, boolean begun, boolean paused) {
    this.work = work;
    folderError.ifPresent(ofFolder::add);
    if (paused) {
      ofFolder.add(CoreErrors.PAUSED);
    } else if (!begun) {
      ofFolder.add(CoreErrors.SCANNING);
    }
  }

  public Explanation explain(RelPath path, Collection<NodeId> sharers) {
    return new Explainer(work).explain(path, sharers, ofFolder);
  }

  /** What others have otherwise, and what only this device has. */
  public Differences differences() {
    Policy policy = work.policy();
    return new Differences(policy.mode(), policy.left().size(), work.index().margin().localCount());
  }

  /** What a connected device said of itself; empty when it is not connected. */
  public Optional<Message.Standing> standing(NodeId device) {
    return work.members().member(device).flatMap(Member::standing);
  }

  /** Names that others have otherwise and that stay so. */
  public List<RelPath> left() {
    return List.copyOf(work.policy().left().keySet());
  }

  /** See {@link Margin#local}. */
  public List<Row> local(Optional<RelPath> after, int limit) {
    return work.index().margin().local(after, limit);
  }
}
