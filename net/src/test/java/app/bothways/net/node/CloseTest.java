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
}
