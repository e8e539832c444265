package app.bothways.app.control;

import app.bothways.app.App;
import app.bothways.app.FolderNames;
import app.bothways.app.LinkPast;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.sync.Deleted;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What can be asked over the control socket. Stateless; any thread. */
final class Methods {
  /** There is no such method. */
  static final class UnknownMethodException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownMethodException(String method) {
      super("there is no method " + method);
    }
  }

  @FunctionalInterface
  private interface Method {
    JsonNode call(ControlConnection client, ObjectNode params) throws Refusal, InterruptedException;
  }

  private final Served served;
  private final App app;
  private final ViewJson json;
  private final Map<String, Method> methods;

  Methods(Served served) {
    this.served = served;
    this.app = served.app();
    this.json = new ViewJson(app);
    var pairing = new PairingMethods(app);
    var care = new CareMethods(app);
    var traffic = new TrafficMethods(app);
    this.methods =
        Map.ofEntries(
            Map.entry("status", (_, _) -> json.status(app.status())),
            Map.entry("devices.list", (_, _) -> list(app.devices(), json::device)),
            Map.entry("devices.rename", this::renameDevice),
            Map.entry("devices.remove", this::removeDevice),
            Map.entry("devices.policy", this::devicePolicy),
            Map.entry("folder.add", this::addFolder),
            Map.entry("folder.share", this::shareFolder),
            Map.entry("folder.offers", (_, _) -> list(app.offers(), json::offer)),
            Map.entry("folder.accept", this::acceptOffer),
            Map.entry("folder.decline", this::declineOffer),
            Map.entry("folder.list", (_, _) -> list(app.folders(), json::folder)),
            Map.entry("folder.status", (_, params) -> json.folder(folder(need(params, "folder")))),
            Map.entry("folder.wait", this::awaitFolder),
            Map.entry(
                "folder.confirm",
                (_, params) ->
                    done(() -> app.decideDeletions(folderName(params), deleted(params)))),
            Map.entry("folder.scan", (_, params) -> done(() -> app.scanFolder(folderName(params)))),
            Map.entry(
                "folder.pause", (_, params) -> done(() -> app.pauseFolder(folderName(params)))),
            Map.entry(
                "folder.resume", (_, params) -> done(() -> app.resumeFolder(folderName(params)))),
            Map.entry(
                "folder.remove", (_, params) -> done(() -> app.removeFolder(folderName(params)))),
            Map.entry("folder.mode", (_, params) -> care.mode(params)),
            Map.entry("folder.override", (_, params) -> care.override(params)),
            Map.entry("folder.revert", (_, params) -> care.revert(params)),
            Map.entry("folder.differences", (_, params) -> care.differences(params)),
            Map.entry("folder.conflicts", (_, params) -> care.conflicts(params)),
            Map.entry("folder.resolve", (_, params) -> care.resolve(params)),
            Map.entry("folder.versions", (_, params) -> care.versions(params)),
            Map.entry("folder.restore", (_, params) -> care.restore(params)),
            Map.entry("folder.keep", (_, params) -> care.keep(params)),
            Map.entry("folder.ignore", (_, params) -> care.ignore(params)),
            Map.entry("folder.explain", (_, params) -> care.explain(params)),
            Map.entry("limits", (_, params) -> traffic.change(params)),
            Map.entry("network", (_, _) -> json.network(app.network())),
            Map.entry("network.history", this::linkPast),
            Map.entry("network.test", (_, _) -> ReportJson.of(app.testNetwork())),
            Map.entry("network.watch", (client, _) -> watch(client)),
            Map.entry("pair.offer", (client, _) -> pairing.offer(client)),
            Map.entry("pair.join", (client, params) -> pairing.join(client, need(params, "link"))),
            Map.entry("pair.confirm", (client, _) -> pairing.confirm(client)),
            Map.entry("pair.reject", (client, _) -> pairing.reject(client)),
            Map.entry("window.show", (_, _) -> done(() -> served.window().show(app))));
  }

  JsonNode call(ControlConnection client, String name, ObjectNode params)
      throws Refusal, InterruptedException, UnknownMethodException {
    Method method = methods.get(name);
    if (method == null) {
      throw new UnknownMethodException(name);
    }
    return method.call(client, params);
  }

  private JsonNode renameDevice(ControlConnection client, ObjectNode params) throws Refusal {
    app.renameDevice(need(params, "device"), need(params, "name"));
    return ViewJson.object();
  }

  private JsonNode removeDevice(ControlConnection client, ObjectNode params) throws Refusal {
    app.removeDevice(need(params, "device"));
    return ViewJson.object();
  }

  private JsonNode devicePolicy(ControlConnection client, ObjectNode params) throws Refusal {
    String word = need(params, "policy");
    var policy =
        PolicyWord.parse(word)
            .orElseThrow(
                () ->
                    new Refusal(
                        Mistake.UNKNOWN_WORD,
                        "'" + word + "' is no policy; use auto, direct, lan or relay"));
    app.devicePolicy(need(params, "device"), policy);
    return ViewJson.object();
  }

  private JsonNode addFolder(ControlConnection client, ObjectNode params) throws Refusal {
    Path path = path(params);
    return added(app.addFolder(path, ViewJson.text(params, "name")).toString());
  }

  private JsonNode added(String folder) {
    return app.folders().stream()
        .filter(status -> status.id().toString().equals(folder))
        .findFirst()
        .map(
            status ->
                ViewJson.object()
                    .put("folder", folder)
                    .put("name", status.name())
                    .put("path", status.path().toString()))
        .orElseGet(() -> ViewJson.object().put("folder", folder));
  }

  private JsonNode shareFolder(ControlConnection client, ObjectNode params) throws Refusal {
    FolderMode mode = mode(params).orElse(FolderMode.TWO_WAY);
    app.shareFolder(folderName(params), need(params, "device"), mode);
    return ViewJson.object();
  }

  private JsonNode acceptOffer(ControlConnection client, ObjectNode params) throws Refusal {
    return added(app.acceptOffer(need(params, "offer"), path(params), mode(params)).toString());
  }

  private JsonNode declineOffer(ControlConnection client, ObjectNode params) throws Refusal {
    app.declineOffer(need(params, "offer"));
    return ViewJson.object();
  }

  private JsonNode awaitFolder(ControlConnection client, ObjectNode params)
      throws Refusal, InterruptedException {
    long millis = params.path("timeoutMs").asLong(-1);
    if (millis < 0) {
      throw new IllegalArgumentException("timeoutMs is missing");
    }
    String name = folderName(params);
    boolean inSync = app.awaitInSync(name, Duration.ofMillis(millis));
    ObjectNode answer = ViewJson.object().put("inSync", inSync);
    return answer.set("status", json.folder(folder(name)));
  }

  private FolderStatus folder(String name) throws Refusal {
    return FolderNames.find(app.folders(), name);
  }

  private JsonNode linkPast(ControlConnection client, ObjectNode params) throws Refusal {
    Duration back = Duration.ofDays(Math.clamp(params.path("days").asLong(30), 1, 30));
    LinkPast past = app.linkPast(need(params, "device"), back);
    return HistoryJson.of(past, app.deviceName(past.device()));
  }

  private JsonNode watch(ControlConnection client) throws InterruptedException {
    var events = new WatchJson(app, json);
    client.keep(served.netEvents().apply(event -> client.event(events.of(event))));
    client.awaitHangUp();
    return ViewJson.object();
  }

  private static Optional<FolderMode> mode(ObjectNode params) throws Refusal {
    Optional<String> word = ViewJson.text(params, "mode");
    return word.isEmpty()
        ? Optional.empty()
        : Optional.of(Words.parse(FolderMode.class, "mode", word.get()));
  }

  private static Path path(ObjectNode params) throws Refusal {
    String text = need(params, "path");
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("the path must be absolute");
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      throw new Refusal(Mistake.NOT_A_PLACE, "'" + text + "' cannot be a path on this system", e);
    }
  }

  private static Deleted deleted(ObjectNode params) {
    return params.path("undo").asBoolean() ? Deleted.BY_MISTAKE : Deleted.FOR_GOOD;
  }

  private static String folderName(ObjectNode params) {
    return need(params, "folder");
  }

  private static String need(ObjectNode params, String field) {
    return ViewJson.text(params, field)
        .orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
  }

  private static <T> ArrayNode list(Collection<T> rows, Function<T, ObjectNode> shape) {
    ArrayNode array = ViewJson.array();
    rows.forEach(row -> array.add(shape.apply(row)));
    return array;
  }

  @FunctionalInterface
  private interface Action {
    void run() throws Refusal;
  }

  private static JsonNode done(Action action) throws Refusal {
    action.run();
    return ViewJson.object();
  }
}
