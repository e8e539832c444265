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

  /**
   * Stored on both sides. On the showing side, when the connection broke at that moment and cannot
   * be made anew: stored here, and promised there; see {@link DeviceStore#changes} for the end of
   * that.
   */
  record Paired(Device device) implements PairingEvent {}

  /** It is over and nothing was stored; {@code text} is one or two sentences for people. */
  record Failed(Reason reason, String text) implements PairingEvent {}

  /** The way the devices found each other. */
  enum Way {
    LAN,
    DIRECT,
    RELAY,
    LOOKUP
  }

  /**
   * Why a pairing failed; the text of {@link Failed} says more. The lower-case names are what the
   * command line prints.
   */
  enum Reason {
    /** The code was older than five minutes, or the digits were not confirmed within two. */
    EXPIRED,
    /**
     * Somebody said no: a person, or the other device. Wrong codes, other versions, too many
     * attempts and failed proofs are told apart by their texts.
     */
    REJECTED,
    /** Three wrong proofs made the code void. */
    BURNED,
    /** Another device had proved to know the code before. */
    USED,
    /** No way led to the other device, or the connection broke. */
    UNREACHABLE,
    /** Given up on either side, or a disk could not store. */
    CANCELLED
  }
}
