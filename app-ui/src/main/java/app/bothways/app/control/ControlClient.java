package app.bothways.app.control;

import app.bothways.app.home.Home;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Asks the node of a home. One call at a time waits for its answer; {@link #send} may be used by
 * another thread meanwhile.
 */
public final class ControlClient implements AutoCloseable {
  /** The node did not do what was asked. */
  public static final class CallException extends Exception {
    private static final long serialVersionUID = 1;
    private final Blame blame;
    private final String reason;

    CallException(Blame blame, String sentence, String reason) {
      super(sentence);
      this.blame = blame;
      this.reason = reason;
    }

    public Blame blame() {
      return blame;
    }

    /** A code of docs/errors.md; empty where there is none. */
    public String reason() {
      return reason;
    }
  }

  /** Whose doing a failed call is. */
  public enum Blame {
    /** What was asked for cannot be; nothing changed. */
    REQUEST,
    /** The node failed, or went away. */
    NODE
  }

  private final Wire wire;
  private final AtomicLong ids = new AtomicLong();

  private ControlClient(SocketChannel channel) {
    this.wire = new Wire(channel);
  }

  /** Connects; empty when no node is running for the home. */
  public static Optional<ControlClient> connect(Home home) {
    return SocketPlace.connect(home).map(ControlClient::new);
  }

  public static ObjectNode params() {
    return ViewJson.object();
  }

  /** Waits for the answer; events that come before it go to {@code events}, on this thread. */
  public JsonNode call(String method, ObjectNode params, Consumer<ObjectNode> events)
      throws CallException {
    long id = send(method, params);
    while (true) {
      switch (next()) {
        case Message.Event event -> events.accept(event.params());
        case Message.Result result when result.id() == id -> {
          return result.result();
        }
        case Message.Failure failure when failure.id() == id || failure.id() < 0 ->
            throw new CallException(blame(failure.code()), failure.text(), failure.reason());
        // Answers to what send() asked in passing.
        case Message.Result _, Message.Failure _, Message.Request _ -> {}
      }
    }
  }

  public JsonNode call(String method, ObjectNode params) throws CallException {
    return call(method, params, _ -> {});
  }

  /** Asks without waiting for the answer. */
  public long send(String method, ObjectNode params) throws CallException {
    long id = ids.incrementAndGet();
    try {
      wire.write(new Message.Request(id, method, params));
      return id;
    } catch (IOException e) {
      throw gone();
    }
  }

  private Message next() throws CallException {
    try {
      return wire.read().orElseThrow(ControlClient::gone);
    } catch (IOException e) {
      throw gone();
    }
  }

  private static CallException gone() {
    return new CallException(Blame.NODE, "Bothways stopped while it was being asked", "");
  }

  private static Blame blame(int code) {
    return code == Message.REFUSED || code == Message.INVALID_PARAMS ? Blame.REQUEST : Blame.NODE;
  }

  @Override
  public void close() {
    wire.close();
  }
}
