package app.bothways.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.memory.MemoryNet;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefreshTest {
  @Test
  void whereADeviceIsIsAskedAgainAndAgainAlsoWhenNobodyDials() throws Exception {
    var asked = new LinkedBlockingQueue<NodeAddr>();
    NodeAddr ben =
        NodeAddr.of(NodeKey.generate().id())
            .withRelay(RelayUrl.parse("https://relay.example").orElseThrow());
    try (var real = new MemoryNet().endpoint(NodeKey.generate().id());
        var links = new NodeLinks(noting(real, asked), "test/1", _ -> {}, Duration.ofMillis(5))) {
      links.keep(ben);
      assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo(ben);
      assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo(ben);
      links.drop(ben.id());
      NodeAddr moved = NodeAddr.of(NodeKey.generate().id());
      links.keep(moved);
      NodeAddr next = ben;
      while (next.equals(ben)) {
        next = asked.poll(20, TimeUnit.SECONDS);
      }
      assertThat(next).isEqualTo(moved);
    }
  }

  private static app.bothways.net.Endpoint noting(
      app.bothways.net.Endpoint real, LinkedBlockingQueue<NodeAddr> asked) {
    return (app.bothways.net.Endpoint)
        Proxy.newProxyInstance(
            RefreshTest.class.getClassLoader(),
            new Class<?>[] {app.bothways.net.Endpoint.class},
            (_, method, arguments) -> {
              if (method.getName().equals("lookUp")) {
                asked.add((NodeAddr) arguments[0]);
                return null;
              }
              return method.invoke(real, arguments);
            });
  }
}
