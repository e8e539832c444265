package app.bothways.tests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TCP proxy on the loopback interface that searches what clients send to a relay, WebSocket masks
 * (RFC 6455 section 5.3) taken off: everything that the relay receives from them.
 */
public final class Tap implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Sieve sieve = new Sieve();

  private Tap(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Listens on a free port and passes everything on to {@code target} on this machine. */
  public static Tap before(int target) throws IOException {
    var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var tap = new Tap(server, target);
    Thread.ofPlatform().daemon().name("tap").start(tap::serve);
    return tap;
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** From now on this is searched for. */
  public void lookFor(byte[] needle) {
    sieve.lookFor(needle);
  }

  /** Whether it came by since it is searched for. */
  public boolean saw(byte[] needle) {
    return sieve.saw(needle);
  }

  /** Bytes that clients sent, masks and frame headers taken off. */
  public long bytes() {
    return sieve.bytes();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        var relay = new Socket();
        sockets.addAll(List.of(client, relay));
        relay.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        follow("tap-up", () -> search(client, relay));
        follow("tap-down", () -> pass(relay, client));
      } catch (IOException closed) {
        // Either the tap is closed, or one connection failed; the next may do.
      }
    }
  }

  // Not virtual: these threads work for as long as the transfer lasts, and others here are short.
  private static void follow(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  private void search(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      var unmasked = new Unmasking(sieve.strand());
      var buffer = new byte[65536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        unmasked.write(buffer, n);
      }
    } catch (IOException gone) {
      // The connection ended; closing both ends is all there is to do.
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException gone) {
      // As above.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
