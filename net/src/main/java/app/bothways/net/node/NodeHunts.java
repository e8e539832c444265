package app.bothways.net.node;

import app.bothways.net.identity.NodeId;
import app.bothways.net.path.HuntBudget;
import app.bothways.net.path.PacketRate;
import app.bothways.net.path.PathEnvironment;
import app.bothways.net.socket.Doors;
import java.util.OptionalInt;

/** One budget for all peers of a node. Event loop only. */
final class NodeHunts implements HuntBudget {
  private final Doors doors;
  private final Peers peers;
  private final PathEnvironment environment;
  private final PacketRate rate;

  NodeHunts(Doors doors, Peers peers, PathEnvironment environment) {
    this.doors = doors;
    this.peers = peers;
    this.environment = environment;
    this.rate = new PacketRate(environment.now());
  }

  /** A device for which a policy was ever set is one that its owner knows. */
  @Override
  public boolean mayHunt(NodeId peer) {
    return peers.known(peer);
  }

  @Override
  public int take(int wanted) {
    return rate.take(wanted, environment.now());
  }

  @Override
  public OptionalInt openDoor() {
    return doors.open();
  }

  @Override
  public void closeDoor(int door) {
    doors.close(door);
  }
}
