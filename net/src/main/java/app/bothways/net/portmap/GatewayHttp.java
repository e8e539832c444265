package app.bothways.net.portmap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP request to the gateway, and to nobody else: no names, no proxy, no redirects, at most
 * {@value #MAX_BODY} bytes, three seconds in all however slowly the bytes come.
 */
final class GatewayHttp {
  static final int MAX_BODY = 64 << 10;
  private static final int MAX_HEAD = 8 << 10;
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  /**
   * @param status of HTTP
   */
  record Answer(int status, byte[] body) {}

  private final Gateway gateway;
  private final long deadline = System.nanoTime() + PATIENCE_NANOS;

  private GatewayHttp(Gateway gateway) {
    this.gateway = gateway;
  }

  static Answer get(Gateway gateway, URI uri) throws IOException {
    return new GatewayHttp(gateway).exchange(uri, "GET " + target(uri), new byte[0]);
  }

  /**
   * @param action what stands in {@code SOAPAction}, without quotes
   */
  static Answer soap(Gateway gateway, URI uri, String action, String envelope) throws IOException {
    byte[] body = envelope.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST "
            + target(uri)
            + " HTTP/1.1\r\nContent-Type: text/xml; charset=\"utf-8\"\r\nSOAPAction: \""
            + action
            + "\"\r\nContent-Length: "
            + body.length;
    return new GatewayHttp(gateway).exchange(uri, head, body);
  }

  private static String target(URI uri) {
    String path = Optional.ofNullable(uri.getRawPath()).filter(p -> !p.isEmpty()).orElse("/");
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private Answer exchange(URI uri, String head, byte[] body) throws IOException {
    int port = uri.getPort() == -1 ? 80 : uri.getPort();
    String first = head.startsWith("GET") ? head + " HTTP/1.1" : head;
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(gateway.local(), 0));
      socket.connect(new InetSocketAddress(gateway.address(), port), left());
      var request = new ByteArrayOutputStream();
      request.writeBytes(
          (first + "\r\nHost: " + uri.getHost() + ":" + port + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      request.writeBytes(body);
      socket.getOutputStream().write(request.toByteArray());
      return read(socket);
    }
  }

  private int left() throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("the router takes too long");
    }
    return (int) millis;
  }

  private Answer read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    String head = head(socket, in);
    if (!head.matches("(?s)HTTP/1\\.[01] \\d{3}\\b.*")) {
      throw MappingException.silent("the router answers, but not HTTP");
    }
    int status = Integer.parseInt(head.substring(9, 12));
    if (header(head, "transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      return new Answer(status, chunks(socket, in));
    }
    int length =
        header(head, "content-length")
            .filter(text -> text.matches("\\d{1,9}"))
            .map(Integer::parseInt)
            .orElse(MAX_BODY);
    if (length > MAX_BODY) {
      throw MappingException.silent("the router's answer is too long");
    }
    return new Answer(status, upTo(socket, in, length));
  }

  private String head(Socket socket, InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int one = next(socket, in);
      if (one < 0 || head.length() >= MAX_HEAD) {
        throw MappingException.silent("the router answers, but not HTTP");
      }
      head.append((char) one);
    }
    return head.toString();
  }

  private static Optional<String> header(String head, String name) {
    return head.lines()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  private int next(Socket socket, InputStream in) throws IOException {
    socket.setSoTimeout(left());
    return in.read();
  }

  private byte[] upTo(Socket socket, InputStream in, int length) throws IOException {
    var out = new ByteArrayOutputStream();
    var buffer = new byte[4096];
    while (out.size() < length) {
      socket.setSoTimeout(left());
      int got = in.read(buffer, 0, Math.min(buffer.length, length - out.size()));
      if (got < 0) {
        break;
      }
      out.write(buffer, 0, got);
    }
    return out.toByteArray();
  }

  private byte[] chunks(Socket socket, InputStream in) throws IOException {
    var out = new ByteArrayOutputStream();
    while (true) {
      int size = chunkSize(line(socket, in));
      if (size == 0) {
        return out.toByteArray();
      }
      if (out.size() + size > MAX_BODY) {
        throw MappingException.silent("the router's answer is too long");
      }
      out.writeBytes(upTo(socket, in, size));
      line(socket, in);
    }
  }

  private static int chunkSize(String line) throws MappingException {
    String digits = line.replaceFirst(";.*", "").strip();
    if (!digits.matches("[0-9a-fA-F]{1,5}")) {
      throw MappingException.silent("the router answers, but not HTTP");
    }
    return Integer.parseInt(digits, 16);
  }

  private String line(Socket socket, InputStream in) throws IOException {
    var line = new StringBuilder();
    while (true) {
      int one = next(socket, in);
      if (one < 0 || line.length() > 256) {
        throw MappingException.silent("the router answers, but not HTTP");
      }
      if (one == '\n') {
        return line.toString().strip();
      }
      line.append((char) one);
    }
  }
}
