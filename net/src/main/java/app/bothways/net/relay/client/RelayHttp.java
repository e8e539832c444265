package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Small questions to a relay, with the trust that this relay has: three seconds, 8 KiB, no
 * redirects, no token. Blocks; for virtual threads.
 */
public final class RelayHttp {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long MAX_BODY = 8 << 10;

  private RelayHttp() {}

  /** What the relay said. */
  public record Answer(int status, byte[] body, HttpHeaders headers) {
    public Optional<String> header(String name) {
      return headers.firstValue(name);
    }
  }

  /**
   * @throws IOException also when the certificate is not trusted, or the answer is late or long
   */
  public static Answer get(Relay relay, URI uri, Map<String, String> headers) throws IOException {
    var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).GET();
    headers.forEach(request::header);
    HttpClient client = client(relay);
    try {
      CompletableFuture<HttpResponse<byte[]>> answer =
          client.sendAsync(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY));
      HttpResponse<byte[]> got = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(got.statusCode(), got.body(), got.headers());
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    } catch (TimeoutException late) {
      throw new IOException("no answer from " + uri.getHost(), late);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", hurry);
    } finally {
      client.shutdownNow();
    }
  }

  private static HttpClient client(Relay relay) throws IOException {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .proxy(ProxySelector.getDefault());
    try {
      if (relay.url().tls()) {
        builder.sslContext(RelayTrust.jdkContext(relay));
      }
    } catch (GeneralSecurityException unreadable) {
      throw new IOException("the relay's certificate cannot be used", unreadable);
    }
    return builder.build();
  }
}
