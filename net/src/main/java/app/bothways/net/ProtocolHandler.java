package app.bothways.net;

/** What a node does with connections of one protocol (one ALPN). */
@FunctionalInterface
public interface ProtocolHandler {
  /**
   * Serves one connection until it ends. Called on a virtual thread of its own; the connection is
   * closed when this returns or throws. The remote key has been proven before the call; whether
   * that node may do anything is for the handler to decide.
   */
  void serve(Connection connection) throws Exception;
}
