package app.bothways.net.node;

import app.bothways.net.ProtocolHandler;
import app.bothways.net.quic.Closing;
import app.bothways.net.quic.NodeConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a protocol's handler on a thread of its own, for as long as it likes. */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private Serving() {}

  static void start(ProtocolHandler handler, NodeConnection connection) {
    Thread.ofVirtual().name("serve-" + connection.alpn()).start(() -> serve(handler, connection));
  }

  private static void serve(ProtocolHandler handler, NodeConnection connection) {
    try {
      handler.serve(connection);
      connection.close(Closing.DONE, "done");
    } catch (Exception e) {
      LOG.debug("serving {} ended: {}", connection, e.toString());
      connection.close(Closing.DONE, "the handler failed");
    }
  }
}
