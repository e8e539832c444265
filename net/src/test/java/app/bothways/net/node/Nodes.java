package app.bothways.net.node;

import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.RelayMode;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.socket.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Endpoints on the loopback interface for tests. */
final class Nodes {
  static final String ECHO = "test/echo/1";
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Sends back what comes on each stream, until the connection ends. */
  static final ProtocolHandler ECHOES =
      connection -> {
        while (true) {
          Stream stream = connection.accept();
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (stream) {
                      stream.in().transferTo(stream.out());
                      stream.out().close();
                    } catch (IOException ended) {
                      stream.reset(1);
                    }
                  });
        }
      };

  private Nodes() {}

  static EndpointConfig config(RelayMode relays, DirectMode direct) {
    return new EndpointConfig(NodeKey.generate(), 0, relays, direct, MdnsMode.OFF, List.of("lo"));
  }

  static NodeEndpoint direct(Transport transport) throws IOException {
    return NodeEndpoint.open(
        config(new RelayMode.Disabled(), DirectMode.ON),
        transport,
        (relay, key, group, listener) -> {
          throw new AssertionError("no relay in this test");
        });
  }

  static byte[] ask(app.bothways.net.Connection connection, byte[] question) throws IOException {
    try (Stream stream = connection.open()) {
      stream.out().write(question);
      stream.out().close();
      return stream.in().readAllBytes();
    }
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for: " + what);
      }
      Thread.sleep(10);
    }
  }

  static void close(Endpoint... endpoints) {
    for (Endpoint endpoint : endpoints) {
      endpoint.close();
    }
  }
}
