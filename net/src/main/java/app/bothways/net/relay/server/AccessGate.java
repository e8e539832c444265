package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the access rule. A rule that needs a web service is asked on a virtual thread, few at a
 * time: so many for those who arrive and so many for those who are connected, so that a crowd at
 * the door does not keep a revocation from being noticed. Any thread.
 */
final class AccessGate {
  private static final int CONNECT_MILLIS = 3000;
  private static final int READ_MILLIS = 5000;
  private static final byte[] YES = "true".getBytes(StandardCharsets.US_ASCII);

  /**
   * How many questions to a web service run at once.
   *
   * @param patience how long one who arrives waits for a turn
   */
  record Turns(int arriving, int connected, Duration patience) {
    static Turns standard() {
      return new Turns(32, 32, Duration.ofSeconds(5));
    }
  }

  /** What becomes of one who arrives. */
  enum Entry {
    ADMITTED,
    /** The rule says no, or says nothing. */
    REFUSED,
    /** The rule could not be asked, because too many others wait for its answers. */
    NOT_ASKED
  }

  private enum Answer {
    YES,
    NO,
    SILENCE;

    static Answer of(boolean admits) {
      return admits ? YES : NO;
    }
  }

  private final Semaphore arriving;
  private final Semaphore connected;
  private final Duration patience;

  AccessGate(Turns turns) {
    this.arriving = new Semaphore(turns.arriving(), true);
    this.connected = new Semaphore(turns.connected(), true);
    this.patience = turns.patience();
  }

  /** Whether a client is let in. */
  CompletionStage<Entry> enters(RelayAccess access, NodeId node, String token) {
    return switch (access) {
      case RelayAccess.Local local ->
          CompletableFuture.completedStage(entry(Answer.of(local.admits(node, token))));
      case RelayAccess.HttpCallback callback -> {
        var entry = new CompletableFuture<Entry>();
        Thread.ofVirtual().name("relay-access").start(() -> entry.complete(atDoor(callback, node)));
        yield entry;
      }
    };
  }

  private static Entry entry(Answer answer) {
    return answer == Answer.YES ? Entry.ADMITTED : Entry.REFUSED;
  }

  private Entry atDoor(RelayAccess.HttpCallback callback, NodeId node) {
    try {
      if (!arriving.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return Entry.NOT_ASKED;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Entry.NOT_ASKED;
    }
    try {
      return entry(ask(callback, node));
    } finally {
      arriving.release();
    }
  }

  private static Answer ask(RelayAccess.HttpCallback callback, NodeId node) {
    try {
      return post(callback, node);
    } catch (IOException noAnswer) {
      return Answer.SILENCE;
    }
  }

  private static Answer post(RelayAccess.HttpCallback callback, NodeId node) throws IOException {
    var connection = (HttpURLConnection) callback.url().toURL().openConnection();
    try {
      connection.setRequestMethod("POST");
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      // In hexadecimal, as iroh-relay writes keys there.
      connection.setRequestProperty("X-Iroh-NodeId", node.hex());
      callback
          .bearer()
          .ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(0);
      connection.getOutputStream().close();
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        // A fault of the service says nothing of the client.
        return status >= HttpURLConnection.HTTP_INTERNAL_ERROR ? Answer.SILENCE : Answer.NO;
      }
      try (InputStream body = connection.getInputStream()) {
        return Answer.of(java.util.Arrays.equals(body.readNBytes(YES.length + 1), YES));
      }
    } finally {
      connection.disconnect();
    }
  }

  /** Asks the rule now in force again for everyone, and closes those whom it no longer admits. */
  void recheck(Hub hub) {
    hub.registry().everyone().forEach(client -> recheck(hub, client));
  }

  /** The same for one. The rule is another than the one that let it in: silence refuses. */
  void recheck(Hub hub, ConnectedClient client) {
    RelayAccess rule = hub.config().access();
    again(
        hub,
        client,
        rule,
        answer -> {
          if (answer == Answer.YES) {
            watch(hub, client, rule);
          } else {
            revoke(hub, client);
          }
        });
  }

  /**
   * Asks {@code rule} for one who is connected, when its turn comes, however late that is: nobody
   * is cut off because others are asked about. Nothing follows once another rule is in force, by
   * which everyone is asked about anew.
   */
  private void again(Hub hub, ConnectedClient client, RelayAccess rule, Consumer<Answer> then) {
    switch (rule) {
      case RelayAccess.Local local ->
          then.accept(Answer.of(local.admits(client.id(), client.token())));
      case RelayAccess.HttpCallback callback ->
          Thread.ofVirtual()
              .name("relay-access")
              .start(() -> inTurn(hub, client, callback).ifPresent(then));
    }
  }

  private Optional<Answer> inTurn(
      Hub hub, ConnectedClient client, RelayAccess.HttpCallback callback) {
    connected.acquireUninterruptibly();
    try {
      return Optional.of(callback)
          .filter(rule -> concerns(hub, client, rule))
          .map(rule -> ask(rule, client.id()))
          .filter(_ -> concerns(hub, client, callback));
    } finally {
      connected.release();
    }
  }

  private static boolean concerns(Hub hub, ConnectedClient client, RelayAccess rule) {
    return hub.config().access() == rule && client.isConnected();
  }

  /** Asks {@code rule} for {@code client} again and again, for as long as both are there. */
  void watch(Hub hub, ConnectedClient client, RelayAccess rule) {
    if (rule instanceof RelayAccess.HttpCallback callback) {
      long millis = callback.again().toMillis();
      // Not all of those at once who came together.
      long wait = ThreadLocalRandom.current().nextLong(millis / 2, millis + 1);
      client.after(Duration.ofMillis(wait), () -> askAgain(hub, client, callback));
    }
  }

  private void askAgain(Hub hub, ConnectedClient client, RelayAccess.HttpCallback callback) {
    again(
        hub,
        client,
        callback,
        answer -> {
          switch (answer) {
            case NO -> revoke(hub, client);
            case YES -> watch(hub, client, callback);
            case SILENCE -> {
              hub.counters().accessUnanswered.increment();
              watch(hub, client, callback);
            }
          }
        });
  }

  private static void revoke(Hub hub, ConnectedClient client) {
    hub.counters().revoked.increment();
    client.close();
  }
}
