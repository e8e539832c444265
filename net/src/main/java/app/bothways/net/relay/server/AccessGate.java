package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Asks the access rule. A rule that needs a web service is asked on a virtual thread, few at a
 * time. Any thread.
 */
final class AccessGate {
  private static final int AT_ONCE = 64;
  private static final int CONNECT_MILLIS = 3000;
  private static final int READ_MILLIS = 5000;
  private static final byte[] YES = "true".getBytes(StandardCharsets.US_ASCII);

  private enum Answer {
    YES,
    NO,
    SILENCE;

    static Answer of(boolean admits) {
      return admits ? YES : NO;
    }
  }

  private final Semaphore places = new Semaphore(AT_ONCE);

  /** Whether a client is let in; when the service does not answer, it is not. */
  CompletionStage<Boolean> admits(RelayAccess access, NodeId node, String token) {
    return asked(access, node, token).thenApply(Answer.YES::equals);
  }

  private CompletionStage<Answer> asked(RelayAccess access, NodeId node, String token) {
    return switch (access) {
      case RelayAccess.Local local ->
          CompletableFuture.completedStage(Answer.of(local.admits(node, token)));
      case RelayAccess.HttpCallback callback -> {
        var answer = new CompletableFuture<Answer>();
        Thread.ofVirtual().name("relay-access").start(() -> answer.complete(ask(callback, node)));
        yield answer;
      }
    };
  }

  private Answer ask(RelayAccess.HttpCallback callback, NodeId node) {
    try {
      if (!places.tryAcquire(READ_MILLIS, TimeUnit.MILLISECONDS)) {
        return Answer.SILENCE;
      }
      try {
        return post(callback, node);
      } finally {
        places.release();
      }
    } catch (IOException noAnswer) {
      return Answer.SILENCE;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
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
    asked(rule, client.id(), client.token())
        .thenAccept(
            answer -> {
              if (answer == Answer.YES) {
                watch(hub, client, rule);
              } else {
                revoke(hub, client);
              }
            });
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
    // Another rule has been asked for this client when it came into force, and is watched for it.
    if (hub.config().access() != callback) {
      return;
    }
    asked(callback, client.id(), client.token())
        .thenAccept(
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
