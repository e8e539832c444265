package app.bothways.pairing;

import app.bothways.net.identity.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * The steps by which two stores come to hold each other's device, or neither. Each is one durable
 * transaction: CRASH: after a power cut it has happened wholly or not at all, and when the method
 * returned it has happened.
 */
interface PairingStore extends DeviceStore {
  /** Joiner: keeps the promise to do as the showing side decides. Not yet a device. */
  void prepare(Unfinished promised);

  /** Showing side: makes it a device, and remembers that the joiner has not answered yet. */
  Device decide(Unfinished decided);

  /** Joiner: what was promised becomes a device. Empty when nothing was promised. */
  Optional<Device> commit(NodeId id);

  /** Showing side: the joiner has it too; nothing is left to be done. */
  void acknowledged(NodeId id);

  /** Joiner: the promise is void; a device that it was before stays one. */
  void forget(NodeId id);

  /** Showing side: the joiner never stored this device, so this side does not keep it either. */
  void drop(NodeId id);

  List<Unfinished> unfinished();

  default Optional<Unfinished> unfinished(NodeId id) {
    return unfinished().stream().filter(row -> row.id().equals(id)).findFirst();
  }
}
