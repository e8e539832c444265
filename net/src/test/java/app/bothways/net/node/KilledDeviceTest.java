package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.RelayMode;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.link.Links;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** A device whose process is gone without a word: from here, one whose datagrams come no more. */
class KilledDeviceTest {
  private static final String ALPN = "test/link/1";

  private final Set<Connection> served = ConcurrentHashMap.newKeySet();

  private static NodeEndpoint open(NodeKey key) throws IOException {
    return NodeEndpoint.open(
        new EndpointConfig(
            key, 0, new RelayMode.Disabled(), DirectMode.ON, MdnsMode.OFF, List.of("lo")),
        Transport.choose(),
        (relay, secret, group, listener) -> {
          throw new AssertionError("no relay in this test");
        });
  }

  private void serve(Connection connection) throws Exception {
    served.add(connection);
    try {
      connection.closed().get();
    } finally {
      served.remove(connection);
    }
  }

  /**
   * A device that is known, but not where it is: it dials, and there is one connection from the
   * start, not two of which one has to give way.
   */
  private static NodeAddr known(NodeEndpoint device) {
    return new NodeAddr(device.id(), List.of(), List.of());
  }

  private static LinkState link(Links links) {
    return links.view().getFirst().link();
  }

  @Test
  void aKilledDeviceIsShownAsOfflineAndItsNextLifeOnAnotherPortTakesOverAtOnce() throws Exception {
    NodeKey key = NodeKey.generate();
    try (NodeEndpoint here = open(NodeKey.generate());
        Links links = Links.open(here, ALPN, this::serve);
        NodeEndpoint first = open(key);
        Links there = Links.open(first, ALPN, connection -> connection.closed().get())) {
      links.keep(known(first));
      there.keep(here.address());
      Nodes.await("direct", () -> link(links) == LinkState.DIRECT && link(there) == link(links));
      Nodes.await("served", () -> !served.isEmpty());
      Connection former = served.iterator().next();

      first.wire().udp(NodeWire.Udp.BLACKHOLE);
      Nodes.await("offline", () -> link(links) == LinkState.OFFLINE);
      assertThat(links.view().getFirst().why()).isEqualTo(Why.OFFLINE);
      assertThat(former.path()).isEqualTo(PathView.NONE);
      assertThat(former.closed()).as("the connection may still come back").isNotDone();

      try (NodeEndpoint second = open(key);
          Links again = Links.open(second, ALPN, connection -> connection.closed().get())) {
        assertThat(second.port()).isNotEqualTo(first.port());
        again.keep(here.address());
        Nodes.await("direct again", () -> link(links) == LinkState.DIRECT);
        Nodes.await("one connection", () -> former.closed().isDone() && served.size() == 1);
        assertThat(links.view().getFirst().path().address()).endsWith(":" + second.port());
      }
    }
  }

  @Test
  void aDeviceThatWasOnlySilentForAWhileIsBackOnTheSameConnection() throws Exception {
    try (NodeEndpoint here = open(NodeKey.generate());
        Links links = Links.open(here, ALPN, this::serve);
        NodeEndpoint first = open(NodeKey.generate());
        Links there = Links.open(first, ALPN, connection -> connection.closed().get())) {
      links.keep(known(first));
      there.keep(here.address());
      Nodes.await("direct", () -> link(links) == LinkState.DIRECT && link(there) == link(links));
      Nodes.await("served", () -> !served.isEmpty());
      Connection connection = served.iterator().next();
      first.wire().udp(NodeWire.Udp.BLACKHOLE);
      Nodes.await("offline", () -> link(links) == LinkState.OFFLINE);
      first.wire().udp(NodeWire.Udp.OPEN);
      Nodes.await("direct again", () -> link(links) == LinkState.DIRECT);
      assertThat(served).containsExactly(connection);
    }
  }
}
