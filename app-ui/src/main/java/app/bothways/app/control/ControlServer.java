package app.bothways.app.control;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.home.Home;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the control socket of a home whose lock this process holds. Every connection and every
 * request has a virtual thread of its own, so a waiting request never holds up another.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  /** Far more than a person and their scripts open at once. */
  private static final int MAX_CONNECTIONS = 64;

  private final Home home;
  private final ServerSocketChannel server;
  private final Methods methods;
  private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();

  private ControlServer(Home home, ServerSocketChannel server, Served served) {
    this.home = home;
    this.server = server;
    this.methods = new Methods(served);
  }

  /** Binds and serves; whoever connects after this returns is answered. */
  public static ControlServer start(Home home, Served served) throws Refusal {
    try {
      var server = new ControlServer(home, SocketPlace.bind(home), served);
      Thread.ofVirtual().name("control-accept").start(server::accept);
      return server;
    } catch (IOException e) {
      throw new Refusal(
          Mistake.NO_CONTROL_SOCKET,
          "the control socket of " + home + " cannot be opened: " + e.getMessage(),
          e);
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        admit(server.accept());
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        LOG.warn("The control socket failed: {}", e.getMessage());
        return;
      }
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    if (connections.size() >= MAX_CONNECTIONS) {
      channel.close();
      return;
    }
    var connection = new ControlConnection(new Wire(channel), methods);
    connections.add(connection);
    Thread.ofVirtual()
        .name("control")
        .start(
            () -> {
              try (connection) {
                connection.serve();
              } finally {
                connections.remove(connection);
              }
            });
  }

  /** Hangs up on everybody and takes the socket away. */
  @Override
  public void close() {
    try {
      server.close();
      connections.forEach(ControlConnection::close);
      SocketPlace.release(home);
    } catch (IOException e) {
      LOG.warn("The control socket could not be taken away: {}", e.getMessage());
    }
  }
}
