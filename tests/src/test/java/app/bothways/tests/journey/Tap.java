package app.bothways.tests.journey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TCP proxy on the loopback interface that keeps what clients send to a relay, WebSocket masks
 * (RFC 6455 section 5.3) taken off: everything that the relay receives from them.
 */
final class Tap implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Unmasked> received = new CopyOnWriteArrayList<>();

  private Tap(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Listens on a free port and passes everything on to {@code target} on this machine. */
  static Tap before(int target) throws IOException {
    var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var tap = new Tap(server, target);
    Thread.ofVirtual().start(tap::serve);
    return tap;
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        var relay = new Socket();
        sockets.addAll(List.of(client, relay));
        relay.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        var unmasked = new Unmasked();
        received.add(unmasked);
        Thread.ofVirtual().start(() -> copy(client, relay, unmasked));
        Thread.ofVirtual().start(() -> copy(relay, client, new Unmasked()));
      } catch (IOException closed) {
        // Either the tap is closed, or one connection failed; the next may do.
      }
    }
  }

  private static void copy(Socket from, Socket to, Unmasked keep) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      var buffer = new byte[65536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        keep.write(buffer, n);
        out.write(buffer, 0, n);
      }
    } catch (IOException gone) {
      // The connection ended; closing both ends is all there is to do.
    }
  }

  /** Everything received so far, one array for each connection. */
  List<byte[]> received() {
    return received.stream().map(Unmasked::bytes).toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** True when {@code needle} stands in {@code hay}. */
  static boolean contains(byte[] hay, byte[] needle) {
    outer:
    for (int i = 0; i <= hay.length - needle.length; i++) {
      for (int j = 0; j < needle.length; j++) {
        if (hay[i + j] != needle[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  /** One direction of one connection: the HTTP request as it is, then the frames' payloads. */
  static final class Unmasked {
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

    synchronized void write(byte[] bytes, int length) {
      raw.write(bytes, 0, length);
    }

    synchronized byte[] bytes() {
      byte[] all = raw.toByteArray();
      int at = endOfRequest(all);
      var clear = new ByteArrayOutputStream();
      clear.write(all, 0, at);
      while (at + 2 <= all.length) {
        int next = frame(all, at, clear);
        if (next < 0) {
          break;
        }
        at = next;
      }
      return clear.toByteArray();
    }

    private static int endOfRequest(byte[] all) {
      for (int i = 3; i < all.length; i++) {
        if (all[i - 3] == '\r' && all[i - 2] == '\n' && all[i - 1] == '\r' && all[i] == '\n') {
          return i + 1;
        }
      }
      return all.length;
    }

    /** Adds the payload of the frame at {@code at}; returns where the next begins, or -1. */
    private static int frame(byte[] all, int at, ByteArrayOutputStream clear) {
      int short7 = all[at + 1] & 0x7f;
      int extended = short7 == 126 ? 2 : short7 == 127 ? 8 : 0;
      boolean masked = (all[at + 1] & 0x80) != 0;
      int header = 2 + extended + (masked ? 4 : 0);
      if (at + header > all.length) {
        return -1;
      }
      long length = extended == 0 ? short7 : 0;
      for (int i = 0; i < extended; i++) {
        length = length << 8 | (all[at + 2 + i] & 0xff);
      }
      int from = at + header;
      int to = (int) Math.min(all.length, from + length);
      for (int i = from; i < to; i++) {
        clear.write(masked ? all[i] ^ all[from - 4 + (i - from) % 4] : all[i]);
      }
      return from + length > all.length ? -1 : to;
    }
  }

  /** A masked frame, for the test of this class. */
  static byte[] frame(byte[] payload, byte[] mask) {
    List<Byte> frame = new ArrayList<>(List.of((byte) 0x82, (byte) (0x80 | 126)));
    frame.add((byte) (payload.length >> 8));
    frame.add((byte) payload.length);
    for (byte b : mask) {
      frame.add(b);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.add((byte) (payload[i] ^ mask[i % 4]));
    }
    var bytes = new byte[frame.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = frame.get(i);
    }
    return bytes;
  }
}
