package app.bothways.app.control;

import app.bothways.app.App;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.pairing.PairingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CountDownLatch;

/** Pairing over the control socket: one attempt for each connection. */
final class PairingMethods {
  private final App app;

  PairingMethods(App app) {
    this.app = app;
  }

  /** Sends events until the attempt has ended; the answer follows the last event. */
  JsonNode offer(ControlConnection client) throws Refusal, InterruptedException {
    begin(client);
    var ended = new CountDownLatch(1);
    client.pairing(app.offerPairing(event -> forward(client, event, ended)));
    ended.await();
    return ViewJson.object();
  }

  JsonNode join(ControlConnection client, String link) throws Refusal, InterruptedException {
    begin(client);
    var ended = new CountDownLatch(1);
    client.pairing(app.joinPairing(link, event -> forward(client, event, ended)));
    ended.await();
    return ViewJson.object();
  }

  JsonNode confirm(ControlConnection client) throws Refusal, InterruptedException {
    client.pairing().confirm();
    return ViewJson.object();
  }

  JsonNode reject(ControlConnection client) throws Refusal, InterruptedException {
    client.pairing().reject();
    return ViewJson.object();
  }

  private static void begin(ControlConnection client) throws Refusal {
    if (!client.beginPairing()) {
      throw new Refusal(Mistake.NO_PAIRING, "this connection is for one pairing, and has had it");
    }
  }

  private static void forward(ControlConnection client, PairingEvent event, CountDownLatch ended) {
    client.event(PairingJson.of(event));
    if (event instanceof PairingEvent.Paired || event instanceof PairingEvent.Failed) {
      ended.countDown();
    }
  }

  /** Events of a pairing as the command line writes them. */
  static final class PairingJson {
    private PairingJson() {}

    static ObjectNode of(PairingEvent event) {
      ObjectNode json = ViewJson.object();
      return switch (event) {
        case PairingEvent.Code code ->
            json.put("event", "code")
                .put("link", code.code().link())
                .put("expires", code.expires().toString());
        case PairingEvent.Race race -> {
          json.put("event", "race").put("winner", ViewJson.word(race.winner()));
          json.put("ms", race.took().toMillis());
          var tried = json.putArray("tried");
          race.tried().forEach(way -> tried.add(ViewJson.word(way)));
          yield json;
        }
        case PairingEvent.Confirm confirm -> {
          json.put("event", "confirm");
          json.putObject("device")
              .put("name", confirm.device().name())
              .put("system", confirm.device().system())
              .put("nodeId", confirm.id().toString());
          yield json.put("digits", confirm.digits()).put("path", ViewJson.word(confirm.way()));
        }
        case PairingEvent.WaitingForOther _ -> json.put("event", "waiting");
        case PairingEvent.Paired paired -> {
          json.put("event", "paired");
          json.putObject("device")
              .put("name", paired.device().name())
              .put("nodeId", paired.device().id().toString());
          yield json;
        }
        case PairingEvent.Failed failed ->
            json.put("event", "failed")
                .put("reason", ViewJson.word(failed.reason()))
                .put("text", failed.text());
      };
    }
  }
}
