package app.bothways.net.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.report.PathView;
import app.bothways.net.socket.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectDialTest {
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aDialledNodeAnswersOverLoopback(Transport transport) throws Exception {
    try (NodeEndpoint a = Nodes.direct(transport);
        NodeEndpoint b = Nodes.direct(transport)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(connection.remote()).isEqualTo(b.id());
        assertThat(new String(Nodes.ask(connection, "hello".getBytes(UTF_8)), UTF_8))
            .isEqualTo("hello");
        assertThat(connection.path().kind()).isEqualTo(PathView.Kind.DIRECT);
      }
    }
  }
}
