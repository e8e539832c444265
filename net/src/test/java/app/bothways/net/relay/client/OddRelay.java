package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** Opens WebSockets as a relay does and then says what a test wants, right or wrong. */
final class OddRelay implements AutoCloseable {
  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** What is said on each connection after the upgrade. */
  @FunctionalInterface
  interface Script {
    void run(OddRelay relay, Socket socket) throws IOException;
  }

  private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

  OddRelay(Script script) throws IOException {
    Thread.ofVirtual().start(() -> serve(script));
  }

  Relay relay() {
    return Relay.of(new RelayUrl("http", "127.0.0.1", listening.getLocalPort()));
  }

  private void serve(Script script) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        upgrade(socket);
        script.run(this, socket);
        socket.getInputStream().readAllBytes();
      } catch (IOException | NoSuchAlgorithmException over) {
        // The client hangs up, or the test is over.
      }
    }
  }

  private static void upgrade(Socket socket) throws IOException, NoSuchAlgorithmException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    var key = KEY.matcher(head);
    if (!key.find()) {
      throw new IOException("no upgrade");
    }
    var sha = MessageDigest.getInstance("SHA-1");
    byte[] digest = sha.digest((key.group(1) + MAGIC).getBytes(StandardCharsets.US_ASCII));
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            + "Sec-WebSocket-Protocol: iroh-relay-v2\r\nSec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n\r\n";
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends one binary message of less than 126 bytes. */
  void say(Socket socket, byte[] message) throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.write(0x82);
    frame.write(message.length);
    frame.writeBytes(message);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** Plays the handshake and believes any proof. */
  void admit(Socket socket) throws IOException {
    say(socket, new byte[17]);
    // A masked message of 98 bytes has a head of six.
    new DataInputStream(socket.getInputStream()).readFully(new byte[98 + 6]);
    say(socket, new byte[] {2});
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
