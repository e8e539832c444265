package app.bothways.net.link;

import app.bothways.net.LanDiscovery.Found;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import java.util.function.Consumer;

/** Endpoints that notice when a known device turns up on the local network. Any thread may call. */
public interface Sightings {
  /** Calls {@code seen} for every address at which {@code id} announces itself, until closed. */
  Subscription watch(NodeId id, Consumer<Found> seen);
}
