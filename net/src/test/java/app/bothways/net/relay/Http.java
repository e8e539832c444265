package app.bothways.net.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The JDK's HTTP client, for what a relay answers beside the upgrade. */
public final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Http() {}

  public static HttpResponse<byte[]> get(InetSocketAddress server, String path)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(server, path)).GET().build());
  }

  public static HttpResponse<byte[]> put(InetSocketAddress server, String path, byte[] body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(server, path))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private static URI uri(InetSocketAddress server, String path) {
    return URI.create("http://127.0.0.1:" + server.getPort() + path);
  }

  private static HttpResponse<byte[]> send(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
