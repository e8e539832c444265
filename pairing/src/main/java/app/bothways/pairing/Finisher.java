package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings pairings to an end that were broken off while being stored: asks the other device, and
 * answers when it asks. Each question and answer may be repeated at will.
 *
 * <p>The rule is one: a device that both people confirmed stays on both sides if the showing side
 * decided, and otherwise on neither. A joiner's promise is dropped when the showing side says that
 * it does not know the joiner, or after {@link #PROMISE} without an answer. A showing side that
 * then learns from the joiner that it has no such promise drops its device.
 */
final class Finisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);

  /** How long a joiner keeps a promise on which the showing side never answers. */
  static final Duration PROMISE = Duration.ofDays(7);

  private static final Duration DIAL = Duration.ofSeconds(10);
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** What asking brought. */
  enum Answer {
    STORED,
    DROPPED,
    NONE
  }

  private final Context context;
  private final Map<NodeId, Subscription> waiting = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Finisher(Context context) {
    this.context = context;
  }

  /** Takes up what an earlier run of the program left. */
  void start() {
    context.store().unfinished().forEach(row -> later(row.id(), Duration.ZERO));
  }

  /** Keeps asking in the background until there is an answer. */
  void later(NodeId id, Duration delay) {
    if (!closed) {
      Subscription timer = context.timing().after(delay, () -> again(id, delay));
      Subscription before = waiting.put(id, timer);
      if (before != null) {
        before.close();
      }
    }
  }

  private void again(NodeId id, Duration delay) {
    waiting.remove(id);
    if (!closed && ask(id) == Answer.NONE) {
      Duration next = delay.compareTo(FIRST) < 0 ? FIRST : delay.multipliedBy(2);
      later(id, next.compareTo(LONGEST) > 0 ? LONGEST : next);
    }
  }

  /** Asks once; settled rows are answered from the store. */
  Answer ask(NodeId id) {
    var row = context.store().unfinished(id);
    if (row.isEmpty()) {
      return context.store().device(id).isPresent() ? Answer.STORED : Answer.DROPPED;
    }
    try {
      return ask(row.get());
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} cannot be asked how pairing ended: {}", id.shortText(), e.toString());
      return expired(row.get()) ? drop(row.get()) : Answer.NONE;
    }
  }

  /**
   * Asks for some seconds, while a person waits; goes on in the background when that was not
   * enough.
   */
  Answer insist(NodeId id) {
    Answer answer = ask(id);
    try {
      for (int wait = 100; answer == Answer.NONE && wait <= 1600 && !closed; wait *= 2) {
        Thread.sleep(wait);
        answer = ask(id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (answer == Answer.NONE) {
      later(id, FIRST);
    }
    return answer;
  }

  private boolean expired(Unfinished row) {
    return row.stage() == Unfinished.Stage.PREPARED
        && row.since().plus(PROMISE).isBefore(context.timing().now());
  }

  private Answer ask(Unfinished row) throws IOException {
    Connection connection = context.endpoint().dial(row.address(), Pairing.ALPN, DIAL);
    Subscription guard = context.timing().after(DIAL, () -> connection.close(1, "no answer"));
    try (connection) {
      Wire wire = Wire.open(connection);
      wire.send(new Message.Finish(row.stage()));
      return switch (wire.read()) {
        case Message.Known known -> {
          keep(row);
          wire.lastWord(new Message.Done());
          wire.awaitEnd();
          yield Answer.STORED;
        }
        case Message.Unknown unknown -> drop(row);
        default -> throw new NetException(NetError.PROTOCOL, "a strange answer to Finish");
      };
    } finally {
      guard.close();
    }
  }

  private void keep(Unfinished row) {
    switch (row.stage()) {
      case PREPARED -> context.store().commit(row.id());
      case DECIDED -> context.store().acknowledged(row.id());
    }
  }

  private Answer drop(Unfinished row) {
    LOG.info("the pairing with {} was not completed and is dropped", row.id().shortText());
    switch (row.stage()) {
      case PREPARED -> context.store().forget(row.id());
      case DECIDED -> context.store().drop(row.id());
    }
    return Answer.DROPPED;
  }

  /**
   * Answers the device at the other end of {@code wire}. No agreement with it may still decide
   * anything; see {@link Agreement#settle}.
   */
  void answer(Wire wire, Unfinished.Stage theirs) throws IOException {
    NodeId id = wire.connection().remote();
    var mine = context.store().unfinished(id);
    boolean promised = mine.filter(row -> row.stage() == Unfinished.Stage.PREPARED).isPresent();
    if (promised && theirs == Unfinished.Stage.DECIDED) {
      context.store().commit(id);
    }
    if (context.store().device(id).isEmpty()) {
      wire.lastWord(new Message.Unknown());
      wire.awaitEnd();
      return;
    }
    wire.send(new Message.Known());
    if (wire.read() instanceof Message.Done && !promised) {
      context.store().acknowledged(id);
    }
  }

  @Override
  public void close() {
    closed = true;
    waiting.values().forEach(Subscription::close);
  }
}
