package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.util.List;

/**
 * A content that is needed at {@code path}.
 *
 * @param holders connected members who have announced it there; at least one
 */
public record Want(RelPath path, ContentId content, long size, List<NodeId> holders) {
  public Want {
    holders = List.copyOf(holders);
  }
}
