package app.bothways.net.path;

import app.bothways.net.identity.NodeId;
import java.util.OptionalInt;

/**
 * What a node grants to the search for a way through a NAT that takes another outside port for
 * every destination: more packets than ordinary probing, so they are counted. Event loop only.
 */
public interface HuntBudget {
  /** Never grants anything: metered links, nodes without a UDP socket. */
  HuntBudget NONE =
      new HuntBudget() {
        @Override
        public boolean mayHunt(NodeId peer) {
          return false;
        }

        @Override
        public int take(int wanted) {
          return 0;
        }

        @Override
        public OptionalInt openDoor() {
          return OptionalInt.empty();
        }

        @Override
        public void closeDoor(int door) {}
      };

  /** Whether any packet is granted for {@code peer}: never for strangers. */
  boolean mayHunt(NodeId peer);

  /**
   * Up to {@code wanted} packets may be sent now; those of all peers together stay below {@link
   * PacketRate#PER_SECOND}.
   */
  int take(int wanted);

  /** A further socket, usable from the next tick on. */
  OptionalInt openDoor();

  void closeDoor(int door);
}
