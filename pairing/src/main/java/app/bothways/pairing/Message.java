package app.bothways.pairing;

import app.bothways.net.address.NodeAddr;

/**
 * What goes over a pairing stream. Joiner: Hello, Prove, then Confirm, Prepared, Done. Showing
 * side: Challenge, Reveal, then Confirm, Committed. Either: End. After a broken connection, either:
 * Finish, answered by Known or Unknown.
 */
sealed interface Message {
  /** Joiner: binds it to a nonce and a name before it has seen anything of the other side. */
  record Hello(int version, byte[] commitment) implements Message {}

  /** Showing side: the same, before it has seen the joiner's nonce. */
  record Challenge(byte[] commitment) implements Message {}

  /** Joiner: opens its commitment and proves that it knows the session id. */
  record Prove(Opening opening, byte[] proof) implements Message {}

  /** Showing side: the same. */
  record Reveal(Opening opening, byte[] proof) implements Message {}

  /** The person here said yes; where this device can be found later. */
  record Confirm(NodeAddr address) implements Message {}

  /** Joiner: both said yes, and that is on my disk; I shall do as you decide. */
  record Prepared() implements Message {}

  /** Showing side: decided and stored. */
  record Committed() implements Message {}

  /** Joiner: stored. */
  record Done() implements Message {}

  /** Over; nothing is stored. */
  record End(Refusal why) implements Message {}

  /** After a break: this is how far I am; do you know me as a device? */
  record Finish(Unfinished.Stage stage) implements Message {}

  record Known() implements Message {}

  record Unknown() implements Message {}
}
