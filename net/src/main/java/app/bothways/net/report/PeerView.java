package app.bothways.net.report;

import app.bothways.net.identity.NodeId;
import java.time.Instant;

/**
 * The link to one node.
 *
 * @param since when {@code path} began
 */
public record PeerView(
    NodeId id, LinkState link, PathView path, Why why, Traffic traffic, Instant since) {
  public enum LinkState {
    OFFLINE,
    CONNECTING,
    RELAYED,
    DIRECT
  }
}
