package app.bothways.app.control;

import app.bothways.app.App;
import app.bothways.app.FolderNames;
import app.bothways.app.Refusal;
import app.bothways.sync.Explanation;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderCare.Keep;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.RefusedException;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What can be asked about the inside of a folder. Stateless; any thread. */
final class CareMethods {
  private final App app;

  CareMethods(App app) {
    this.app = app;
  }

  @FunctionalInterface
  private interface Asked<T> {
    T of(FolderCare care, FolderId folder) throws RefusedException, InterruptedException;
  }

  private <T> T ask(ObjectNode params, Asked<T> asked) throws Refusal, InterruptedException {
    FolderId id = FolderNames.find(app.folders(), need(params, "folder")).id();
    try {
      return asked.of(app.care(), id);
    } catch (RefusedException refused) {
      throw Refusal.of(refused);
    }
  }

  private static String need(ObjectNode params, String field) {
    return ViewJson.text(params, field)
        .orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
  }

  private static RelPath path(ObjectNode params) throws Refusal {
    String text = need(params, "path").replaceAll("^(\\./)+", "").replaceAll("/+$", "");
    return RelPath.parse(text).orElseThrow(() -> Refusal.notAPath(text));
  }

  private static Optional<RelPath> maybePath(ObjectNode params) throws Refusal {
    return ViewJson.text(params, "path").isEmpty() ? Optional.empty() : Optional.of(path(params));
  }

  JsonNode override(ObjectNode params) throws Refusal, InterruptedException {
    return ask(
        params,
        (care, id) -> {
          care.override(id);
          return ViewJson.object();
        });
  }

  JsonNode revert(ObjectNode params) throws Refusal, InterruptedException {
    return ask(
        params,
        (care, id) -> {
          care.revert(id);
          return ViewJson.object();
        });
  }

  JsonNode mode(ObjectNode params) throws Refusal, InterruptedException {
    var mode = Words.parse(FolderMode.class, "mode", need(params, "mode"));
    return ask(
        params,
        (care, id) -> {
          care.mode(id, mode);
          return ViewJson.object();
        });
  }

  JsonNode differences(ObjectNode params) throws Refusal, InterruptedException {
    ArrayNode out = ViewJson.array();
    for (FolderCare.Difference one : ask(params, FolderCare::differences)) {
      out.addObject().put("path", one.path().toString()).put("kind", ViewJson.word(one.kind()));
    }
    return out;
  }

  JsonNode conflicts(ObjectNode params) throws Refusal, InterruptedException {
    Optional<RelPath> only = maybePath(params);
    ArrayNode out = ViewJson.array();
    for (FolderCare.ConflictCopy one : ask(params, FolderCare::conflicts)) {
      if (only.isEmpty() || only.get().equals(one.path()) || only.get().equals(one.copy())) {
        out.addObject()
            .put("path", one.path().toString())
            .put("copy", one.copy().toString())
            .put("device", one.maker())
            .put("bytes", one.size());
      }
    }
    return out;
  }

  JsonNode resolve(ObjectNode params) throws Refusal, InterruptedException {
    RelPath path = path(params);
    Keep keep = Words.parse(Keep.class, "choice", need(params, "keep"));
    return ask(
        params,
        (care, id) -> {
          care.resolve(id, path, keep);
          return ViewJson.object();
        });
  }

  JsonNode versions(ObjectNode params) throws Refusal, InterruptedException {
    Optional<RelPath> path = maybePath(params);
    ArrayNode out = ViewJson.array();
    for (KeptVersion one : ask(params, (care, id) -> care.versions(id, path))) {
      out.addObject()
          .put("path", one.path().toString())
          .put("version", one.id())
          .put("kept", one.kept().toString())
          .put("modified", one.modified().toString())
          .put("bytes", one.size());
    }
    return out;
  }

  JsonNode restore(ObjectNode params) throws Refusal, InterruptedException {
    RelPath path = path(params);
    String version = need(params, "version");
    return ask(
        params,
        (care, id) -> {
          care.restore(id, path, version);
          return ViewJson.object();
        });
  }

  /** Without a number of versions nothing is changed. */
  JsonNode keep(ObjectNode params) throws Refusal, InterruptedException {
    Keeping now =
        ask(
            params,
            (care, id) -> {
              if (params.path("versions").isIntegralNumber()) {
                care.keeping(id, keeping(params));
              }
              return care.keeping(id);
            });
    return ViewJson.object()
        .put("versions", now.perFile())
        .put("days", now.age().toDays())
        .put("bytes", now.bytes());
  }

  private static Keeping keeping(ObjectNode params) {
    Keeping plain = Keeping.TRASH_CAN;
    return new Keeping(
        params.path("versions").asInt(),
        Duration.ofDays(params.path("days").asLong(plain.age().toDays())),
        params.path("bytes").asLong(plain.bytes()));
  }

  JsonNode ignore(ObjectNode params) throws Refusal, InterruptedException {
    List<String> add = words(params.path("add"));
    List<String> remove = words(params.path("remove"));
    FolderCare.IgnoreLines lines =
        ask(
            params,
            (care, id) ->
                add.isEmpty() && remove.isEmpty()
                    ? care.ignoring(id)
                    : care.ignore(id, add, remove));
    ObjectNode out = ViewJson.object();
    lines.own().forEach(out.putArray("own")::add);
    lines.shared().forEach(out.putArray("shared")::add);
    lines.faults().forEach(out.putArray("faults")::add);
    return out;
  }

  private static List<String> words(JsonNode array) {
    return new ArrayList<>(
        StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList());
  }

  JsonNode explain(ObjectNode params) throws Refusal, InterruptedException {
    RelPath path = path(params);
    Explanation why = ask(params, (care, id) -> care.explain(id, path));
    ObjectNode out = ViewJson.object().put("path", why.path().toString());
    out.put("state", ViewJson.word(why.state()));
    out.put("text", why.text()).put("next", why.next());
    out.put("reason", why.reason().map(ViewJson::word).orElse(null));
    out.putNull("rule");
    why.rule()
        .ifPresent(
            rule ->
                out.putObject("rule")
                    .put("file", rule.file())
                    .put("line", rule.line())
                    .put("pattern", rule.text()));
    out.putNull("version");
    why.here().ifPresent(entry -> version(out.putObject("version"), entry, why));
    ArrayNode devices = out.putArray("devices");
    for (Explanation.Holder holder : why.devices()) {
      devices
          .addObject()
          .put("name", app.deviceName(holder.device()))
          .put("nodeId", holder.device().toString())
          .put("connected", holder.connected())
          .put("has", ViewJson.word(holder.has()));
    }
    ArrayNode blocks = out.putArray("blocks");
    why.blocks().forEach(error -> ViewJson.error(blocks.addObject(), error));
    return out;
  }

  private static void version(ObjectNode out, Entry entry, Explanation why) {
    long millis = entry.version().hlc() >>> 16;
    out.put(
        "kind",
        entry.getClass().getSimpleName().replace("Entry", "").toLowerCase(java.util.Locale.ROOT));
    out.put("by", why.maker().orElse(null));
    out.put("made", millis == 0 ? null : Instant.ofEpochMilli(millis).toString());
    if (entry instanceof FileEntry file) {
      out.put("bytes", file.size());
      out.put("modified", Instant.EPOCH.plusNanos(file.mtimeNanos()).toString());
    }
  }
}
