package app.bothways.net.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.net.portmap.FakeGateway.Speaks;
import app.bothways.net.report.PortMapping;
import app.bothways.net.report.PortMapping.Offer;
import app.bothways.net.report.PortMapping.Offer.State;
import app.bothways.net.report.PortMapping.Protocol;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a router of our own on the loopback interface. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class PortMapperTest {
  private static final int PORT = 40_123;

  private final BlockingQueue<List<PortMapping>> told = new LinkedBlockingQueue<>();

  private PortMapper mapper(FakeGateway router, Gateways gateways) {
    return new PortMapper(
        new PortMapper.Place(PORT, List.of()),
        new PortMapper.Network(gateways, router.announcementPort),
        router.protocols(),
        told::add);
  }

  private PortMapper started(FakeGateway router) {
    PortMapper mapper = mapper(router, interfaces -> List.of(FakeGateway.GATEWAY));
    mapper.start();
    return mapper;
  }

  private List<PortMapping> next() throws InterruptedException {
    List<PortMapping> now = told.poll(30, TimeUnit.SECONDS);
    assertThat(now).as("mappings").isNotNull();
    return now;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain for: " + what).isLessThan(end);
      Thread.sleep(10);
    }
  }

  @ParameterizedTest
  @CsvSource({"PCP,PCP,pcp-end", "PMP,NAT_PMP,pmp-end", "IGD,UPNP_IGD,igd-delete"})
  void aRouterMapsByTheProtocolThatItSpeaksAndIsToldWhenTheNodeCloses(
      Speaks speaks, Protocol protocol, String release) throws Exception {
    try (var router = new FakeGateway(speaks)) {
      try (PortMapper mapper = started(router)) {
        List<PortMapping> now = next();
        assertThat(now).hasSize(1);
        assertThat(now.getFirst().protocol()).isEqualTo(protocol);
        assertThat(now.getFirst().external())
            .isEqualTo(new InetSocketAddress(FakeGateway.OUTSIDE, PORT));
        assertThat(router.mapped).containsEntry(PORT, PORT);
        assertThat(mapper.mappings()).isEqualTo(now);
      }
      await("the release", () -> router.asked.contains(release));
      assertThat(router.mapped).isEmpty();
    }
  }

  @Test
  void whatARouterOffersIsToldForEachProtocolAndNothingIsMappedByAsking() throws Exception {
    try (var router = new FakeGateway(Speaks.PMP, Speaks.IGD);
        PortMapper mapper = mapper(router, interfaces -> List.of(FakeGateway.GATEWAY))) {
      List<Offer> offers = mapper.offers();
      assertThat(offers).extracting(Offer::protocol).containsExactly(Protocol.values());
      assertThat(offers)
          .extracting(Offer::state)
          .containsExactly(State.ABSENT, State.OFFERED, State.OFFERED);
      assertThat(router.mapped).isEmpty();
    }
  }

  @Test
  void aMappingIsRenewedAtHalfOfItsLifeAndKeepsItsPort() throws Exception {
    try (var router = new FakeGateway(Speaks.PCP)) {
      router.lifetime = 2;
      try (PortMapper mapper = started(router)) {
        next();
        await("three requests", () -> router.asked.stream().filter("pcp-map"::equals).count() >= 3);
        assertThat(router.mapped).containsOnlyKeys(PORT);
        assertThat(mapper.mappings()).hasSize(1);
        assertThat(told).isEmpty();
      }
    }
  }

  @Test
  void whenTheAddressOutsideChangesTheNewOneIsTold() throws Exception {
    try (var router = new FakeGateway(Speaks.PMP)) {
      router.lifetime = 2;
      try (PortMapper _ = started(router)) {
        next();
        router.outside = java.net.InetAddress.ofLiteral("198.51.100.8");
        assertThat(next().getFirst().external().getAddress()).isEqualTo(router.outside);
      }
    }
  }

  @Test
  void anotherNetworkMeansAnotherRouterAndTheOldMappingIsNoLongerTold() throws Exception {
    try (var router = new FakeGateway(Speaks.PCP)) {
      var gateways = new AtomicReference<>(List.of(FakeGateway.GATEWAY));
      try (PortMapper mapper = mapper(router, interfaces -> gateways.get())) {
        mapper.start();
        assertThat(next()).hasSize(1);
        gateways.set(List.of());
        mapper.networkChanged();
        assertThat(next()).isEmpty();
        gateways.set(List.of(FakeGateway.GATEWAY));
        mapper.networkChanged();
        assertThat(next()).hasSize(1);
      }
    }
  }

  /** A lost answer or a router that is still starting must not cost minutes. */
  @ParameterizedTest
  @CsvSource({"PCP", "PMP"})
  void aRouterThatIsSilentAtFirstIsAskedAgainWithinSeconds(Speaks speaks) throws Exception {
    try (var router = new FakeGateway(speaks)) {
      router.deafTo.set(12);
      long began = System.nanoTime();
      try (PortMapper _ = started(router)) {
        assertThat(next()).hasSize(1);
        assertThat(router.deafTo).hasValue(0);
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(30));
      }
    }
  }

  @Test
  void aRouteThatComesLaterThanTheAddressIsFoundWithinSeconds() throws Exception {
    try (var router = new FakeGateway(Speaks.PCP)) {
      var looks = new java.util.concurrent.atomic.AtomicInteger();
      Gateways late = _ -> looks.incrementAndGet() < 3 ? List.of() : List.of(FakeGateway.GATEWAY);
      try (PortMapper mapper = mapper(router, late)) {
        mapper.start();
        assertThat(next()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"PCP", "PMP"})
  void aRouterThatCallsOutAfterARestartMapsAtOnceAgain(Speaks speaks) throws Exception {
    try (var router = new FakeGateway(speaks)) {
      try (PortMapper _ = started(router)) {
        next();
        router.restart();
        router.announce();
        await("the mapping", () -> router.mapped.containsKey(PORT));
        assertThat(told).isEmpty();
      }
    }
  }

  @Test
  void aRouterThatCallsOutWithoutHavingForgottenIsNotAskedToMapAgain() throws Exception {
    try (var router = new FakeGateway(Speaks.PMP)) {
      try (PortMapper _ = started(router)) {
        next();
        long before = questions(router);
        router.announce();
        await("the question", () -> questions(router) > before);
        assertThat(router.asked).containsOnlyOnce("pmp-map");
      }
    }
  }

  private static long questions(FakeGateway router) {
    return router.asked.stream().filter("pmp-address"::equals).count();
  }

  /** The address outside is this machine's own; what is opened is the firewall. */
  @Test
  void theFirewallOfAnIpv6RouterIsAskedToLetPeersIn() throws Exception {
    var here = java.net.InetAddress.ofLiteral("::1");
    assumeTrue(
        java.net.NetworkInterface.getByInetAddress(here) != null, "this machine has no IPv6");
    try (var router = new FakeGateway(here, Speaks.PCP)) {
      router.outside = java.net.InetAddress.ofLiteral("2001:db8::7");
      var gateway = new Gateway(here, here, "lo");
      try (PortMapper mapper = mapper(router, interfaces -> List.of(gateway))) {
        mapper.start();
        assertThat(next())
            .extracting(PortMapping::protocol, PortMapping::external)
            .containsExactly(
                org.assertj.core.groups.Tuple.tuple(
                    Protocol.PCP, new InetSocketAddress(router.outside, PORT)));
        assertThat(router.mapped).containsEntry(PORT, PORT);
      }
      await("the release", () -> router.asked.contains("pcp-end"));
    }
  }

  @Test
  void aRouterThatRefusesOneProtocolIsAskedByAnother() throws Exception {
    try (var router = new FakeGateway(Speaks.PCP, Speaks.PMP, Speaks.IGD)) {
      router.refuse = 2;
      try (PortMapper mapper = started(router)) {
        assertThat(next().getFirst().protocol()).isEqualTo(Protocol.UPNP_IGD);
        assertThat(mapper.offers())
            .filteredOn(offer -> offer.protocol() == Protocol.NAT_PMP)
            .extracting(Offer::state, Offer::detail)
            .containsExactly(
                org.assertj.core.groups.Tuple.tuple(State.REFUSED, "the router does not allow it"));
      }
    }
  }

  @Test
  void aPortThatAnotherDeviceHasIsSwappedForAnotherOne() throws Exception {
    try (var router = new FakeGateway(Speaks.IGD)) {
      router.soapError = 718;
      try (PortMapper _ = started(router)) {
        assertThat(next().getFirst().external().getPort()).isNotEqualTo(PORT);
        assertThat(router.mapped).containsValue(PORT).doesNotContainKey(PORT);
      }
    }
  }

  @Test
  void aRouterThatKnowsPermanentMappingsOnlyGetsOne() throws Exception {
    try (var router = new FakeGateway(Speaks.IGD)) {
      router.soapError = 725;
      try (PortMapper _ = started(router)) {
        next();
        assertThat(router.asked).contains("igd-add 0");
      }
      await("the release", router.mapped::isEmpty);
    }
  }

  /** A description elsewhere could make us talk to any machine that this one reaches. */
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.2:%d/root.xml",
    "http://localhost:%d/root.xml",
    "https://127.0.0.1:%d/root.xml",
    "http://user@127.0.0.1:%d/root.xml",
    "file:///etc/passwd"
  })
  void onlyPlacesOnTheRouterItselfAreAsked(String elsewhere) throws Exception {
    try (var router = new FakeGateway(Speaks.IGD)) {
      int port = java.net.URI.create(router.location).getPort();
      router.location = elsewhere.replace("%d", "" + port);
      assertThat(igd(router).probe(FakeGateway.GATEWAY).state()).isEqualTo(State.ABSENT);
      assertThat(router.asked).contains("ssdp").doesNotContain("igd-address");
    }
  }

  @Test
  void aControlAddressOnAnotherMachineIsNotAsked() throws Exception {
    try (var router = new FakeGateway(Speaks.IGD)) {
      int port = java.net.URI.create(router.location).getPort();
      router.description =
          FakeGateway.DESCRIPTION.replace("/ctl", "http://127.0.0.2:" + port + "/ctl");
      assertThat(igd(router).probe(FakeGateway.GATEWAY).state()).isEqualTo(State.ABSENT);
      assertThat(router.asked).doesNotContain("igd-address");
    }
  }

  @Test
  void aDescriptionWithEntitiesIsNotRead() throws Exception {
    try (var router = new FakeGateway(Speaks.IGD)) {
      router.description =
          FakeGateway.DESCRIPTION
              .replace("?>", "?><!DOCTYPE root [<!ENTITY ctl SYSTEM \"file:///etc/passwd\">]>")
              .replace("/ctl", "&ctl;");
      assertThat(igd(router).probe(FakeGateway.GATEWAY).state()).isEqualTo(State.ABSENT);
    }
  }

  @Test
  void aDescriptionWithoutEndIsNotReadToItsEnd() throws Exception {
    try (var router = new FakeGateway(Speaks.IGD)) {
      router.description = FakeGateway.DESCRIPTION + " ".repeat(GatewayHttp.MAX_BODY);
      assertThat(igd(router).probe(FakeGateway.GATEWAY))
          .extracting(Offer::state, Offer::detail)
          .containsExactly(State.ABSENT, "the router's answer is too long");
    }
  }

  @Test
  void anAddressThatNobodyCanSendToIsNoMapping() throws Exception {
    try (var router = new FakeGateway(Speaks.PCP, Speaks.PMP, Speaks.IGD)) {
      router.outside = java.net.InetAddress.ofLiteral("0.0.0.0");
      for (MappingProtocol protocol : router.protocols()) {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                () ->
                    protocol.map(
                        FakeGateway.GATEWAY, new Wish(PORT, PORT, java.time.Duration.ofMinutes(1))))
            .as(protocol.name().name())
            .hasMessage("the router has no address outside");
      }
    }
  }

  private static MappingProtocol igd(FakeGateway router) {
    return new Igd(router.ssdpPort());
  }
}
