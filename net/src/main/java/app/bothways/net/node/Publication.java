package app.bothways.net.node;

import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.LookupMode;
import app.bothways.net.LookupMode.Published;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What a node's record shall say. Pure. */
final class Publication {
  /** Whether some device must not learn this node's addresses: it could read the record as well. */
  enum Discretion {
    NONE_NEEDED,
    NEEDED
  }

  private Publication() {}

  /**
   * @param relays at which this node is found now
   * @param direct its addresses
   * @return empty when nothing may be published, or there is nothing to say
   */
  static Optional<NodeAddr> of(
      EndpointConfig config,
      List<RelayUrl> relays,
      List<InetSocketAddress> direct,
      Discretion discretion) {
    if (!(config.lookup() instanceof LookupMode.On on) || config.relays().relays().isEmpty()) {
      return Optional.empty();
    }
    boolean addresses =
        on.published() == Published.RELAYS_AND_ADDRESSES
            && config.direct() == DirectMode.ON
            && discretion == Discretion.NONE_NEEDED;
    var said = new NodeAddr(config.key().id(), relays, addresses ? direct : List.of());
    return said.relays().isEmpty() && said.direct().isEmpty()
        ? Optional.empty()
        : Optional.of(said);
  }
}
