package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks the access rule. A rule that needs a web service is asked on a virtual thread, few at a
 * time; when the service does not answer, the client is refused.
 */
final class AccessGate {
  private static final int AT_ONCE = 64;
  private static final int CONNECT_MILLIS = 3000;
  private static final int READ_MILLIS = 5000;
  private static final byte[] YES = "true".getBytes(StandardCharsets.US_ASCII);

  private final Semaphore places = new Semaphore(AT_ONCE);

  CompletionStage<Boolean> admits(RelayAccess access, NodeId node, String token) {
    return switch (access) {
      case RelayAccess.Local local -> CompletableFuture.completedStage(local.admits(node, token));
      case RelayAccess.HttpCallback callback -> {
        var answer = new CompletableFuture<Boolean>();
        Thread.ofVirtual().name("relay-access").start(() -> answer.complete(ask(callback, node)));
        yield answer;
      }
    };
  }

  private boolean ask(RelayAccess.HttpCallback callback, NodeId node) {
    try {
      if (!places.tryAcquire(READ_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
      try {
        return post(callback, node);
      } finally {
        places.release();
      }
    } catch (IOException noAnswer) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean post(RelayAccess.HttpCallback callback, NodeId node) throws IOException {
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
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        return false;
      }
      try (InputStream body = connection.getInputStream()) {
        return java.util.Arrays.equals(body.readNBytes(YES.length + 1), YES);
      }
    } finally {
      connection.disconnect();
    }
  }

  /** Asks the rule now in force again for everyone, and closes those whom it no longer admits. */
  void recheck(Hub hub) {
    hub.registry().everyone().forEach(client -> recheck(hub, client));
  }

  void recheck(Hub hub, ConnectedClient client) {
    admits(hub.config().access(), client.id(), client.token())
        .thenAccept(
            admitted -> {
              if (!admitted) {
                hub.counters().revoked.increment();
                client.close();
              }
            });
  }
}
