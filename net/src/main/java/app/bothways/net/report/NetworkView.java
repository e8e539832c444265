package app.bothways.net.report;

import app.bothways.net.identity.NodeId;
import java.util.List;
import java.util.Optional;

/** The whole network as one node sees it, at one moment. */
public record NetworkView(
    NodeId self,
    Optional<RelayView> homeRelay,
    List<RelayView> relays,
    NatView nat,
    List<String> directAddresses,
    List<PeerView> peers) {
  public NetworkView {
    relays = List.copyOf(relays);
    directAddresses = List.copyOf(directAddresses);
    peers = List.copyOf(peers);
  }
}
