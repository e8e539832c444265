package app.bothways.app.cli;

import app.bothways.app.control.ControlClient;
import app.bothways.app.control.ControlClient.CallException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One pairing in a terminal. The question is asked on a thread of its own, so that the end of the
 * pairing is noticed while nobody answers. Ending the process ends the pairing: the node cancels it
 * when the control connection closes.
 */
final class PairingDialog {
  /** Who answers the question whether the digits match. */
  enum Consent {
    ASK,
    GIVEN
  }

  private final Root root;
  private final Consent consent;
  private final Consumer<String> showCode;
  private Optional<ObjectNode> end = Optional.empty();

  /**
   * @param showCode what to do with the link when the code is made
   */
  PairingDialog(Root root, Consent consent, Consumer<String> showCode) {
    this.root = root;
    this.consent = consent;
    this.showCode = showCode;
  }

  /**
   * Runs to the end.
   *
   * @throws CliException with a line of its own for each reason of failure
   */
  int run(String method, ObjectNode params) throws CliException {
    try (ControlClient client = root.connect()) {
      Root.ask(client, method, params, event -> handle(client, event));
    }
    ObjectNode last =
        end.orElseThrow(() -> new CliException(Exit.FAILED, "the pairing ended without a result"));
    if (last.path("event").asText().equals("paired")) {
      return Exit.DONE;
    }
    throw new CliException(Exit.FAILED, failure(last));
  }

  private void handle(ControlClient client, ObjectNode event) {
    String kind = event.path("event").asText();
    if (!kind.equals("waiting")) {
      root.print(event);
    }
    switch (kind) {
      case "code" -> {
        showCode.accept(event.path("link").asText());
        root.say("Valid until " + Words.clock(event.path("expires").asText()) + ".");
      }
      case "race" ->
          root.say(
              "Found the other device in "
                  + event.path("ms").asText()
                  + " ms ("
                  + event.path("winner").asText()
                  + ").");
      case "confirm" -> confirm(client, event);
      case "waiting" -> root.say("Waiting for the other device to confirm...");
      case "paired" -> {
        root.say("Paired with " + event.path("device").path("name").asText() + ".");
        end = Optional.of(event);
      }
      case "failed" -> end = Optional.of(event);
      default -> {}
    }
  }

  private void confirm(ControlClient client, ObjectNode event) {
    root.say(
        "Device: "
            + event.path("device").path("name").asText()
            + " ("
            + event.path("device").path("system").asText()
            + "), reached by "
            + event.path("path").asText());
    root.say("Digits: " + Words.digits(event.path("digits").asText()));
    if (consent == Consent.GIVEN) {
      send(client, "pair.confirm");
      return;
    }
    root.say("Does the other device show the same digits? [y/N] ");
    Thread.ofPlatform()
        .daemon()
        .name("answer")
        .start(() -> send(client, readYes() ? "pair.confirm" : "pair.reject"));
  }

  private boolean readYes() {
    try {
      String answer =
          new BufferedReader(new InputStreamReader(root.io().in(), StandardCharsets.UTF_8))
              .readLine();
      return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).matches("y|yes");
    } catch (IOException nobodyThere) {
      return false;
    }
  }

  private static void send(ControlClient client, String method) {
    try {
      client.send(method, Root.params());
    } catch (CallException ended) {
      // The node is gone; the thread that waits for its answer says so.
    }
  }

  private static String failure(ObjectNode event) {
    String text = event.path("text").asText("");
    return text.isBlank() ? "the pairing failed (" + event.path("reason").asText() + ")" : text;
  }
}
