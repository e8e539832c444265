package app.bothways.app.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One JSON-RPC 2.0 message, as far as this protocol uses them: no batches, ids are numbers. */
sealed interface Message {
  JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Asks for something; exactly one answer with the same id follows. */
  record Request(long id, String method, ObjectNode params) implements Message {}

  /** Something that happened while a request is being served; {@code method} is {@code event}. */
  record Event(ObjectNode params) implements Message {}

  record Result(long id, JsonNode result) implements Message {}

  /**
   * The request failed, or could not be understood ({@code id} is then -1).
   *
   * @param reason a code of docs/errors.md; empty where there is none
   */
  record Failure(long id, int code, String text, String reason) implements Message {
    /** One that has no code of docs/errors.md. */
    Failure(long id, int code, String text) {
      this(id, code, text, "");
    }
  }

  int PARSE_ERROR = -32700;
  int INVALID_REQUEST = -32600;
  int NO_SUCH_METHOD = -32601;
  int INVALID_PARAMS = -32602;
  int INTERNAL = -32603;

  /** The node was asked for something that cannot be done; nothing changed. */
  int REFUSED = -32000;

  /** Reads one line. What is not a message comes out as a {@link Failure} that says why. */
  static Message parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (!(json instanceof ObjectNode object) || !"2.0".equals(text(object, "jsonrpc"))) {
        return new Failure(-1, INVALID_REQUEST, "not a JSON-RPC 2.0 object");
      }
      return parse(object);
    } catch (JsonProcessingException notJson) {
      return new Failure(-1, PARSE_ERROR, "not JSON");
    }
  }

  private static Message parse(ObjectNode object) {
    JsonNode params = object.path("params");
    ObjectNode named = params instanceof ObjectNode given ? given : JSON.createObjectNode();
    boolean numbered = object.path("id").canConvertToLong() && object.path("id").isIntegralNumber();
    long id = numbered ? object.path("id").longValue() : -1;
    if (object.has("method")) {
      if (!object.path("method").isTextual()) {
        return new Failure(id, INVALID_REQUEST, "the method is not text");
      }
      if (!params.isMissingNode() && !params.isObject()) {
        return new Failure(id, INVALID_PARAMS, "params must be an object");
      }
      String method = object.path("method").textValue();
      return numbered ? new Request(id, method, named) : new Event(named);
    }
    if (object.path("error") instanceof ObjectNode error) {
      return new Failure(
          id,
          error.path("code").asInt(INTERNAL),
          error.path("message").asText(""),
          error.path("data").path("code").asText(""));
    }
    if (numbered && object.has("result")) {
      return new Result(id, object.get("result"));
    }
    return new Failure(id, INVALID_REQUEST, "neither request nor answer");
  }

  private static String text(ObjectNode object, String field) {
    return object.path(field).asText("");
  }

  /** The message as one line, without its end. */
  default String line() {
    ObjectNode json = JSON.createObjectNode().put("jsonrpc", "2.0");
    switch (this) {
      case Request request -> {
        json.put("id", request.id()).put("method", request.method());
        json.set("params", request.params());
      }
      case Event event -> json.put("method", "event").set("params", event.params());
      case Result result -> json.put("id", result.id()).set("result", result.result());
      case Failure failure -> {
        if (failure.id() < 0) {
          json.putNull("id");
        } else {
          json.put("id", failure.id());
        }
        ObjectNode error = json.putObject("error");
        error.put("code", failure.code()).put("message", failure.text());
        if (!failure.reason().isEmpty()) {
          error.putObject("data").put("code", failure.reason());
        }
      }
    }
    return json.toString();
  }
}
