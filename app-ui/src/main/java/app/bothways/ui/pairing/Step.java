package app.bothways.ui.pairing;

import app.bothways.pairing.PairingEvent;
import java.time.Instant;

/** Where one pairing stands, as the person sees it. */
public sealed interface Step {
  /** Nothing under way. */
  record Idle() implements Step {}

  /** A code was asked for and is not there yet. */
  record Preparing() implements Step {}

  /** This device shows its code. */
  record Showing(String link, Instant expires) implements Step {}

  /** A code was read; the other device is being looked for. */
  record Joining() implements Step {}

  /**
   * Both screens show the digits.
   *
   * @param digits six of them, as they came
   */
  record Confirming(String name, String system, String digits, PairingEvent.Way way)
      implements Step {}

  /** This person has agreed. */
  record Waiting(String name) implements Step {}

  record Paired(String name) implements Step {}

  record Failed(PairingEvent.Reason reason) implements Step {}
}
