package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.Deleted;
import app.bothways.sync.FolderMode;
import app.bothways.sync.Order;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happens to a folder. */
public sealed interface Event {
  /** The folder was opened; nothing is known to be under way. */
  record Opened() implements Event {}

  /**
   * The system went down while the folder was open, without bringing everything to the disk; said
   * before {@link Opened}.
   *
   * @param startedNanos when it was started again, as change times of files tell it
   */
  record PowerFailed(long startedNanos) implements Event {}

  /** Something may have changed at or below these paths; empty for everywhere. */
  record LookAt(Set<RelPath> paths) implements Event {
    public LookAt {
      paths = Set.copyOf(paths);
    }
  }

  record Found(List<Finding> findings) implements Event {
    public Found {
      findings = List.copyOf(findings);
    }
  }

  /** A scan that was asked for is over; {@code error} when the folder could not be looked at. */
  record ScanEnded(Optional<SyncError> error) implements Event {}

  /** A connection to a device that shares this folder is up (again). */
  record Up(NodeId device) implements Event {}

  record Down(NodeId device) implements Event {}

  /** All who share this folder, connected or not; nothing is kept of whoever else was heard. */
  record Shared(Set<NodeId> members) implements Event {
    public Shared {
      members = Set.copyOf(members);
    }
  }

  /** The device is no longer a member. */
  record Left(NodeId device) implements Event {}

  record Heard(NodeId device, Message message) implements Event {}

  /** Some of the contents that were asked for are staged, or could not be had. */
  record Fetched(List<Content> contents) implements Event {
    /** One of them. */
    public record Content(Want want, Optional<Staged> staged, Optional<SyncError> error) {}

    public Fetched {
      contents = List.copyOf(contents);
    }
  }

  /** The answer to {@link Effect.Copy}; empty when the source was not as expected. */
  record Copied(RelPath path, Optional<Staged> staged) implements Event {}

  /** The answers to {@link Effect.Apply}, in its order. */
  record Applied(List<StepResult> results) implements Event {
    public Applied {
      results = List.copyOf(results);
    }
  }

  /** Everything up to {@code seq} is durable. */
  record Checkpointed(long seq) implements Event {}

  /** A timer that was asked for rang. */
  record Rang() implements Event {}

  /** Wait until this device and all connected members agree; {@code token} rises. */
  record AskInSync(long token) implements Event {}

  /** A person says what of the many files that were deleted, here or elsewhere. */
  record Decided(Deleted deleted) implements Event {}

  record Paused(boolean paused) implements Event {}

  /** The ignore files were read; {@code faults} stand in lines that are left out. */
  record Rules(IgnoreRules rules, List<SyncError> faults) implements Event {
    public Rules {
      faults = List.copyOf(faults);
    }
  }

  record Mode(FolderMode mode) implements Event {}

  /** On a device that only sends: what is here shall hold everywhere. */
  record MineHolds() implements Event {}

  /** On a device that only receives: what others have shall hold here, for names that they know. */
  record TheirsHold() implements Event {}

  /** Which files are to come first, from the next round on. */
  record Preferred(Order order) implements Event {}
}
