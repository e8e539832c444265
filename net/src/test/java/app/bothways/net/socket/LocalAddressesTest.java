package app.bothways.net.socket;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.socket.LocalInterface.Kind;
import app.bothways.net.socket.LocalInterface.State;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalAddressesTest {
  private static LocalInterface up(String name, String... addresses) {
    return in(State.UP, name, addresses);
  }

  private static LocalInterface in(State state, String name, String... addresses) {
    Kind kind = name.equals("lo") ? Kind.LOOPBACK : LocalInterface.kind(name, name);
    return new LocalInterface(name, name, kind, state, ips(addresses));
  }

  private static List<InetAddress> ips(String... addresses) {
    return Stream.of(addresses).map(InetAddress::ofLiteral).toList();
  }

  private static LocalAddresses of(LocalInterface... interfaces) {
    return LocalAddresses.of(List.of(interfaces), List.of());
  }

  @Test
  void whatNobodyCanSendToIsLeftOut() {
    var eth =
        up(
            "eth0",
            "192.168.1.5",
            "169.254.3.4",
            "0.0.0.0",
            "0.1.2.3",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "fe80::1",
            "fec0::1",
            "::",
            "ff02::1",
            "2001:db8::5",
            "fd00::5");
    LocalAddresses found =
        of(up("lo", "127.0.0.1", "::1"), eth, in(State.DOWN, "eth1", "10.9.9.9"));
    assertThat(found.outward())
        .containsExactly(ips("192.168.1.5", "2001:db8::5", "fd00::5").toArray(InetAddress[]::new));
    assertThat(found.inward()).isEmpty();
  }

  @Test
  void bridgesOfContainersComeApartAndTunnelsAreAsGoodAsCables() {
    LocalAddresses found =
        of(
            up("docker0", "172.17.0.1"),
            up("br-0123456789ab", "172.18.0.1"),
            up("wlan0", "192.168.1.5"),
            up("virbr0", "192.168.122.1"),
            up("tailscale0", "100.100.1.2"),
            up("wg0", "10.66.0.2"),
            up("br0", "192.168.2.5"));
    assertThat(found.outward())
        .containsExactlyElementsOf(ips("192.168.1.5", "100.100.1.2", "10.66.0.2", "192.168.2.5"));
    assertThat(found.inward())
        .containsExactlyElementsOf(ips("172.17.0.1", "172.18.0.1", "192.168.122.1"));
  }

  @ParameterizedTest
  @CsvSource({
    "docker0, docker0, INWARD",
    "veth1a2b3c, veth1a2b3c, INWARD",
    "podman1, podman1, INWARD",
    "eth5, Hyper-V Virtual Ethernet Adapter, INWARD",
    "eth3, VirtualBox Host-Only Ethernet Adapter, INWARD",
    "vmnet8, vmnet8, INWARD",
    "br0, br0, OUTWARD",
    "bridge100, bridge100, OUTWARD",
    "en0, Wi-Fi, OUTWARD",
    "utun4, utun4, OUTWARD",
    "tun0, tun0, OUTWARD",
    "eth7, WireGuard Tunnel, OUTWARD",
    "eth2, Intel(R) Ethernet Connection, OUTWARD"
  })
  void theNameSaysWhetherAnybodyElseIsThere(String name, String display, Kind kind) {
    assertThat(LocalInterface.kind(name, display)).isEqualTo(kind);
  }

  @Test
  void aHostOfManyContainersTellsItsRealNetworkAndAFewOfThose() {
    var all = new ArrayList<LocalInterface>();
    for (int i = 0; i < 60; i++) {
      all.add(
          up(
              "br-%012x".formatted(i),
              "172.%d.0.1".formatted(18 + i % 14),
              "fd00:%x::1".formatted(i)));
    }
    all.add(up("eth0", "192.168.1.5", "2001:db8::5"));
    LocalAddresses found = LocalAddresses.of(all, List.of());
    assertThat(found.outward()).containsExactlyElementsOf(ips("192.168.1.5", "2001:db8::5"));
    assertThat(found.inward()).hasSize(LocalAddresses.MAX_INWARD);
  }

  @Test
  void noInterfacePushesOutAnother() {
    String[] privacy = new String[40];
    for (int i = 0; i < privacy.length; i++) {
      privacy[i] = "2001:db8::" + Integer.toHexString(i + 1);
    }
    LocalAddresses found = of(up("eth0", privacy), up("eth1", "10.0.0.2", "2001:db8:1::2"));
    assertThat(found.outward())
        .contains(ips("10.0.0.2", "2001:db8:1::2").toArray(InetAddress[]::new));
    assertThat(found.outward()).hasSizeLessThan(10);
    var many = new ArrayList<LocalInterface>();
    for (int i = 0; i < 30; i++) {
      many.add(up("eth" + i, "10.0.%d.2".formatted(i), "10.1.%d.2".formatted(i)));
    }
    assertThat(LocalAddresses.of(many, List.of()).outward()).hasSize(LocalAddresses.MAX_OUTWARD);
  }

  @Test
  void whoeverNamesInterfacesGetsExactlyThoseAndAllOfThemCount() {
    var all = List.of(up("lo", "127.0.0.1"), up("docker0", "172.17.0.1"), up("eth0", "10.0.0.2"));
    assertThat(LocalAddresses.of(all, List.of("lo", "docker0")))
        .isEqualTo(new LocalAddresses(ips("127.0.0.1", "172.17.0.1"), List.of()));
  }

  @Test
  void thisMachineHasALoopbackInterface() {
    assertThat(LocalInterface.all())
        .filteredOn(one -> one.kind() == Kind.LOOPBACK)
        .singleElement()
        .satisfies(lo -> assertThat(lo.addresses()).contains(InetAddress.ofLiteral("127.0.0.1")));
  }
}
