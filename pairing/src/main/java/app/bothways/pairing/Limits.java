package app.bothways.pairing;

import java.time.Duration;

/**
 * How long the side that shows a code waits for what.
 *
 * @param code from showing a code to somebody proving that they have read it
 * @param confirm from showing the digits to both people having answered
 * @param handshake from the connection to the proof
 * @param refusal how long an unknown joiner waits for the generic answer
 * @param remember how long the end of a code is remembered, to tell late joiners of it
 */
record Limits(
    Duration code, Duration confirm, Duration handshake, Duration refusal, Duration remember) {
  static final Limits USUAL =
      new Limits(
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Duration.ofMillis(200),
          Duration.ofMinutes(15));

  /** Codes shown at the same time; showing another gives the oldest up. */
  static final int OPEN_CODES = 8;

  /** Ended codes of which the outcome is remembered. */
  static final int REMEMBERED_CODES = 16;

  /** Wrong proofs that end a code. */
  static final int WRONG_PROOFS = 3;

  /** Joins per minute and remote key. */
  static final int JOINS_PER_MINUTE = 20;

  /** Remote keys whose joins are counted. */
  static final int COUNTED_KEYS = 1024;

  /** Handshakes at the same time, whoever they are with. */
  static final int HANDSHAKES = 32;
}
