package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.RelPath;

/** Something changed in the engine: a reason to look at {@link SyncEngine#folders} again. */
public sealed interface SyncEvent {
  record FolderChanged(FolderId folder) implements SyncEvent {}

  record OffersChanged() implements SyncEvent {}

  /** A file of another device was put on this disk. */
  record Received(FolderId folder, RelPath path, NodeId from) implements SyncEvent {}

  /** Two devices changed the same file; the loser's content is at {@code copy}. */
  record Conflict(FolderId folder, RelPath path, RelPath copy) implements SyncEvent {}
}
