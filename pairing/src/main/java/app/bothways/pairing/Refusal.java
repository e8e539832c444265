package app.bothways.pairing;

import app.bothways.pairing.PairingEvent.Reason;
import java.util.Optional;

/**
 * How one side tells the other that it is over, and what a person then reads there. The wire value
 * is part of the protocol.
 */
enum Refusal {
  /** Nothing that a stranger may know more of: no such code, or a wrong proof. */
  NOT_RIGHT(
      1,
      Reason.REJECTED,
      "This code is not right, or not any more: let the other device show a new one."),
  EXPIRED(2, Reason.EXPIRED, "This code has expired: let the other device show a new one."),
  USED(
      3,
      Reason.USED,
      "This code has been used already: let the other device show a new one. If it was not you who"
          + " used it, reject the device that is shown there."),
  BURNED(
      4,
      Reason.BURNED,
      "This code is void after three wrong attempts: let the other device show a new one."),
  WITHDRAWN(5, Reason.CANCELLED, "The other device no longer shows this code."),
  TOO_OFTEN(
      6, Reason.REJECTED, "The other device had too many attempts: wait a minute and try again."),
  VERSION(
      7,
      Reason.REJECTED,
      "The other device runs a Bothways that pairs differently: bring both up to date."),
  SAID_NO(8, Reason.REJECTED, "The other device said no. Nothing was stored."),
  CANCELLED(9, Reason.CANCELLED, "The other device gave up. Nothing was stored."),
  NOT_ANSWERED(
      10,
      Reason.EXPIRED,
      "The digits were not confirmed on both devices in time. Nothing was stored."),
  NOT_STORED(
      11,
      Reason.CANCELLED,
      "The other device could not store this one; look there for the reason. Nothing was stored."),
  PROTOCOL(
      12, Reason.REJECTED, "The other device did not understand this one. Nothing was stored.");

  private final int wire;
  private final Reason reason;
  private final String text;

  Refusal(int wire, Reason reason, String text) {
    this.wire = wire;
    this.reason = reason;
    this.text = text;
  }

  int wire() {
    return wire;
  }

  static Optional<Refusal> ofWire(int wire) {
    for (Refusal refusal : values()) {
      if (refusal.wire == wire) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }

  /** What the side that is told so shows. */
  PairingEvent.Failed failed() {
    return new PairingEvent.Failed(reason, text);
  }
}
