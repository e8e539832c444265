package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.socket.Transport;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CloseTest {
  @Test
  void theOtherSideLearnsOfAnEndpointThatLeavesAtOnce() throws Exception {
    var accepted = new ArrayBlockingQueue<Connection>(100);
    try (NodeEndpoint b = Nodes.direct(Transport.choose())) {
      b.handle(
          Nodes.ECHO,
          connection -> {
            accepted.add(connection);
            connection.closed().get();
          });
      for (int i = 0; i < 20; i++) {
        NodeEndpoint a = Nodes.direct(Transport.choose());
        a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE);
        Connection seen = accepted.poll(10, TimeUnit.SECONDS);
        Nodes.close(a);
        assertThat(seen.closed().get(5, TimeUnit.SECONDS)).isNotEmpty();
      }
    }
  }

  @Test
  void aReasonGoesAcross() throws Exception {
    var accepted = new ArrayBlockingQueue<Connection>(1);
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        NodeEndpoint b = Nodes.direct(Transport.choose())) {
      b.handle(
          Nodes.ECHO,
          incoming -> {
            accepted.add(incoming);
            incoming.closed().get();
          });
      Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE);
      Connection seen = accepted.poll(10, TimeUnit.SECONDS);
      connection.close(5, "because I say so");
      assertThat(seen.closed().get(5, TimeUnit.SECONDS)).isEqualTo("because I say so");
      assertThat(connection.closed().get(5, TimeUnit.SECONDS)).isEqualTo("because I say so");
    }
  }

  /** QUIC would go on for its idle timeout of 30 s. */
  @Test
  void aGoodbyeThatWasLostIsSaidAgainToWhoeverGoesOnTalking() throws Exception {
    var accepted = new ArrayBlockingQueue<Connection>(1);
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        NodeEndpoint b = Nodes.direct(Transport.choose())) {
      b.handle(
          Nodes.ECHO,
          incoming -> {
            accepted.add(incoming);
            incoming.closed().get();
          });
      Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE);
      Connection seen = accepted.poll(10, TimeUnit.SECONDS);
      a.wire().udp(NodeWire.Udp.BLACKHOLE);
      connection.close(5, "nobody hears this");
      connection.closed().get(5, TimeUnit.SECONDS);
      assertThat(seen.closed()).isNotDone();
      a.wire().udp(NodeWire.Udp.OPEN);
      assertThat(seen.closed().get(20, TimeUnit.SECONDS)).isEqualTo("nobody hears this");
    }
  }
}
