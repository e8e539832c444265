package app.bothways.net.address.lookup;

import app.bothways.net.Subscription;
import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import java.time.Duration;

/** Whoever announces the node's key on this network, for as long as the search lasts. */
public final class LanLookup implements AddressLookup {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final MdnsDiscovery discovery;

  public LanLookup(MdnsDiscovery discovery) {
    this.discovery = discovery;
  }

  @Override
  public FoundBy kind() {
    return FoundBy.LAN;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public Subscription search(NodeAddr known, Answers answers) {
    return discovery.findNode(
        known.id(), found -> answers.found(NodeAddr.of(known.id()).withDirect(found.addresses())));
  }
}
