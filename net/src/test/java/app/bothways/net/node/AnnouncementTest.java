package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.LanDiscovery.Found;
import app.bothways.net.PathPolicy;
import app.bothways.net.RelayMode;
import app.bothways.net.Subscription;
import app.bothways.net.address.lookup.MdnsDiscovery;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** For whom a node announces itself, heard by somebody else on the loopback interface. */
class AnnouncementTest {
  private static final NodeId SECRETIVE = NodeKey.generate().id();
  private static final NodeId OPEN = NodeKey.generate().id();

  /**
   * The witness is a second node, announced after the first one has had the same chance: what it
   * hears first tells who spoke, without waiting for silence.
   */
  @Test
  void aNodeAnnouncesItselfOnlyWhileSomeKnownDeviceMayMeetItNearby() throws Exception {
    var heard = new LinkedBlockingQueue<NodeId>();
    try (NodeEndpoint quiet = node();
        NodeEndpoint loud = node();
        var witness = new MdnsDiscovery(NodeKey.generate().id(), 9, List.of("lo"))) {
      for (NodeEndpoint one : List.of(quiet, loud)) {
        Subscription search = witness.findNode(one.id(), found -> heard.add(whose(found, one)));
        assertThat(search).isNotNull();
      }
      quiet.policy(SECRETIVE, PathPolicy.RELAY_ONLY);
      loud.policy(SECRETIVE, PathPolicy.RELAY_ONLY);
      loud.policy(OPEN, PathPolicy.AUTO);
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(loud.id());
      assertThat(heard).isEmpty();

      quiet.policy(OPEN, PathPolicy.LAN_ONLY);
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(quiet.id());
    }
  }

  @Test
  void whoeverIsForgottenIsNoReasonToAnnounce() throws Exception {
    var policies = new Peers(null, new java.security.SecureRandom());
    assertThat(policies.someMeetNearby()).as("nobody is known").isFalse();
    policies.policy(SECRETIVE, PathPolicy.RELAY_ONLY);
    assertThat(policies.someMeetNearby()).isFalse();
    for (PathPolicy policy : PathPolicy.values()) {
      policies.policy(OPEN, policy);
      assertThat(policies.someMeetNearby()).isEqualTo(policy != PathPolicy.RELAY_ONLY);
    }
    policies.policy(OPEN, PathPolicy.AUTO);
    policies.forget(OPEN);
    assertThat(policies.someMeetNearby()).isFalse();
    assertThat(policies.known(OPEN)).isFalse();
  }

  private static NodeId whose(Found found, NodeEndpoint node) {
    assertThat(found.addresses()).allMatch(address -> address.getPort() == node.port());
    return node.id();
  }

  private static NodeEndpoint node() throws Exception {
    return NodeEndpoint.open(
        new EndpointConfig(
            NodeKey.generate(),
            0,
            new RelayMode.Disabled(),
            DirectMode.ON,
            MdnsMode.ON,
            List.of("lo")));
  }
}
