package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.LookupMode;
import app.bothways.net.LookupMode.Published;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.node.Publication.Discretion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublicationTest {
  private static final RelayMode CUSTOM = new RelayMode.Custom(List.of(Relay.of(FakeRelays.URL)));
  private static final List<InetSocketAddress> DIRECT =
      List.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4711));

  private static final LookupMode ALL =
      new LookupMode.On(Published.RELAYS_AND_ADDRESSES, List.of());

  private static Optional<NodeAddr> published(
      RelayMode relays, DirectMode direct, LookupMode lookup, Discretion discretion) {
    EndpointConfig config = Nodes.config(relays, direct).withLookup(lookup);
    return Publication.of(config, List.of(FakeRelays.URL), DIRECT, discretion);
  }

  private static List<InetSocketAddress> addresses(DirectMode direct, Discretion discretion) {
    return published(CUSTOM, direct, ALL, discretion).orElseThrow().direct();
  }

  @Test
  void onlyTheRelayIsPublishedUnlessSomebodyChoseMore() {
    NodeAddr said =
        published(CUSTOM, DirectMode.ON, LookupMode.usual(), Discretion.NONE_NEEDED).orElseThrow();
    assertThat(said.relays()).containsExactly(FakeRelays.URL);
    assertThat(said.direct()).isEmpty();
    assertThat(addresses(DirectMode.ON, Discretion.NONE_NEEDED)).isEqualTo(DIRECT);
  }

  @Test
  void noAddressIsPublishedWhileOneDeviceMustNotLearnIt() {
    assertThat(addresses(DirectMode.ON, Discretion.NEEDED)).isEmpty();
  }

  @Test
  void noAddressIsPublishedByANodeThatTakesNoDirectPaths() {
    assertThat(addresses(DirectMode.OFF, Discretion.NONE_NEEDED)).isEmpty();
  }

  @Test
  void nothingIsPublishedWithoutRelaysOrWithoutLookups() {
    var none = new RelayMode.Disabled();
    assertThat(published(none, DirectMode.ON, ALL, Discretion.NONE_NEEDED)).isEmpty();
    assertThat(published(CUSTOM, DirectMode.ON, new LookupMode.Off(), Discretion.NONE_NEEDED))
        .isEmpty();
  }
}
