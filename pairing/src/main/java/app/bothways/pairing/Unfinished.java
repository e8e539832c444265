package app.bothways.pairing;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import java.time.Instant;

/**
 * A pairing that both people confirmed and that this device does not yet know to be stored on both.
 *
 * @param address where to ask the other device how it ended
 */
record Unfinished(NodeId id, DeviceInfo device, Instant since, NodeAddr address, Stage stage) {
  /** How far it came here; the wire value is part of the protocol. */
  enum Stage {
    /** Joiner: promised; the device is not in the list; the showing side decides. */
    PREPARED(1),
    /**
     * Showing side: decided; the device is in the list; the joiner has not said that it is done.
     */
    DECIDED(2);

    private final int wire;

    Stage(int wire) {
      this.wire = wire;
    }

    int wire() {
      return wire;
    }

    static Stage ofWire(int wire) {
      return switch (wire) {
        case 1 -> PREPARED;
        case 2 -> DECIDED;
        default -> throw new IllegalArgumentException("unknown stage " + wire);
      };
    }
  }
}
