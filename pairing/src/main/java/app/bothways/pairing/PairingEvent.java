package app.bothways.pairing;

import app.bothways.net.identity.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happens in one pairing, in order; the last event is {@link Paired} or {@link Failed}. */
public sealed interface PairingEvent {
  /** The code to show. */
  record Code(PairingCode code, Instant expires) implements PairingEvent {}

  /** Joining side: which way won. */
  record Race(Way winner, Duration took, List<Way> tried) implements PairingEvent {}

  /** Both sides show {@code digits}; the person compares and answers. */
  record Confirm(NodeId id, DeviceInfo device, String digits, Way way) implements PairingEvent {}

  /** This person has confirmed, the other has not yet. */
  record WaitingForOther() implements PairingEvent {}

  /** Stored on both sides. */
  record Paired(Device device) implements PairingEvent {}

  /** It is over and nothing was stored. */
  record Failed(Reason reason, String text) implements PairingEvent {}

  /** The way the devices found each other. */
  enum Way {
    LAN,
    DIRECT,
    RELAY,
    LOOKUP
  }

  /** Why a pairing failed; each has its own text for people. */
  enum Reason {
    EXPIRED,
    REJECTED,
    BURNED,
    USED,
    UNREACHABLE,
    CANCELLED
  }
}
