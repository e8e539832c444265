package app.bothways.tests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a finished process left: exit code, lines of stdout, lines of stderr. */
public record Answer(String command, int exit, List<String> out, List<String> err) {
  public Answer {
    out = List.copyOf(out);
    err = List.copyOf(err);
  }

  /** The rows printed with {@code --json}. */
  public List<JsonNode> rows() {
    return out.stream().map(Json::read).toList();
  }

  /** The only row. */
  public JsonNode row() {
    if (out.size() != 1) {
      throw new AssertionError("one line was expected of " + this);
    }
    return Json.read(out.getFirst());
  }

  public Answer mustBe(int expected) {
    if (exit != expected) {
      throw new AssertionError("exit " + expected + " was expected of " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return command
        + " → exit "
        + exit
        + "\nstdout: "
        + String.join("\n        ", out)
        + "\nstderr: "
        + String.join("\n        ", err);
  }
}
