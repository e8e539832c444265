package app.bothways.net.flood;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.report.PeerView.LinkState;
import org.junit.jupiter.api.Test;

/** The large form of this is {@code tests/flood}, by hand. */
class FloodTest {
  private static final Attack.Size SIZE = new Attack.Size(60, 60, 500);

  @Test
  void pairedDevicesKeepTheirDirectAndTheirRelayedLinkInAFloodOfStrangers() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    try (var household = new FloodedHousehold(MdnsMode.ON)) {
      household.link();
      var victims = household.all().stream().map(FloodedHousehold.Device::victim).toList();
      try (var attack = new Attack(victims, household.relay.address(), SIZE, seed)) {
        long direct = household.talk("direct").answers.get();
        long relayed = household.talk("relayed").answers.get();
        attack.begin();
        assertThat(attack.await(60_000)).as("the attack went on to its end").isTrue();
        household.await(
            "direct talk goes on", () -> household.talk("direct").answers.get() > direct + 20);
        household.await(
            "relayed talk goes on", () -> household.talk("relayed").answers.get() > relayed + 20);
        System.out.println(
            attack + "; " + household.talk("direct") + "; " + household.talk("relayed"));
      }
      assertThat(household.ended).as("connections of paired devices that ended").isEmpty();
      assertThat(household.talk("direct").failures).hasValue(0);
      assertThat(household.talk("relayed").failures).hasValue(0);
      assertThat(household.all())
          .as("nobody connects to relays that strangers name")
          .allMatch(device -> device.endpoint.view().relays().size() == 1);
      household.await(
          "the direct link is direct",
          () -> household.direct.stream().allMatch(d -> d.linked(LinkState.DIRECT)));
      household.await(
          "the relayed link is relayed",
          () -> household.relayed.stream().allMatch(d -> d.linked(LinkState.RELAYED)));
    }
  }
}
