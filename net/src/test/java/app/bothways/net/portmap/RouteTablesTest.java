package app.bothways.net.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.portmap.RouteTables.Route;
import app.bothways.net.portmap.SystemGateways.Nic;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteTablesTest {
  static final String LINUX =
      """
      Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
      eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
      eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
      wg0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0
      """;

  private static final String LINUX6 =
      """
      20010db8000a00000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
      00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0
      00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
      """;

  private static final String MAC =
      """
      Routing tables

      Internet:
      Destination        Gateway            Flags               Netif Expire
      default            192.168.1.1        UGScg                 en0
      default            link#12            UCSIg             utun4
      127                127.0.0.1          UCS                   lo0
      """;

  private static final String MAC6 =
      """
      Internet6:
      Destination                             Gateway                         Flags         Netif Expire
      default                                 fe80::1%en0                     UGcg          en0
      """;

  private static final String WINDOWS =
      """
      IPv4-Routentabelle
      ===========================================================================
      Aktive Routen:
           Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
                0.0.0.0          0.0.0.0      192.168.1.1    192.168.1.101     25
              127.0.0.0        255.0.0.0   Auf Verbindung         127.0.0.1    331
      """;

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  @Test
  void everySystemsTableNamesTheDefaultRouter() {
    assertThat(RouteTables.linux4(LINUX)).containsExactly(new Route(ip("192.168.1.1"), "eth0"));
    assertThat(RouteTables.linux6(LINUX6)).containsExactly(new Route(ip("fe80::1"), "eth0"));
    assertThat(RouteTables.netstat(MAC)).containsExactly(new Route(ip("192.168.1.1"), "en0"));
    assertThat(RouteTables.netstat(MAC6)).containsExactly(new Route(ip("fe80::1"), "en0"));
    assertThat(RouteTables.windows(WINDOWS))
        .containsExactly(new Route(ip("192.168.1.1"), "192.168.1.101"));
  }

  private static final Nic LO = new Nic("lo", 1, Nic.Kind.LOOPBACK, List.of(ip("127.0.0.1")));
  private static final Nic ETH =
      new Nic(
          "eth0",
          2,
          Nic.Kind.NETWORK,
          List.of(ip("fe80::5"), ip("192.168.1.101"), ip("fd00::5"), ip("2001:db8:a::65")));

  private record Fake(Map<String, String> texts) implements SystemGateways.Machine {
    @Override
    public String read(String file) throws IOException {
      return run(file);
    }

    @Override
    public String run(String... command) throws IOException {
      return Optional.ofNullable(texts.get(String.join(" ", command)))
          .orElseThrow(() -> new IOException("there is no " + command[0]));
    }

    @Override
    public List<Nic> interfaces() {
      return List.of(LO, ETH);
    }
  }

  private static final Map<String, String> ON_LINUX =
      Map.of("/proc/net/route", LINUX, "/proc/net/ipv6_route", LINUX6);

  private static List<Gateway> gateways(
      String system, Map<String, String> texts, List<String> interfaces) {
    return new SystemGateways(system, new Fake(texts)).find(interfaces);
  }

  @Test
  void aRouterIsAskedFromTheAddressThatItCanMapTo() {
    List<Gateway> found = gateways("Linux", ON_LINUX, List.of());
    assertThat(found)
        .extracting(Gateway::local)
        .containsExactly(ip("192.168.1.101"), ip("2001:db8:a::65"));
    assertThat(found).extracting(Gateway::nic).containsOnly("eth0");
    assertThat(found.get(1).text()).isEqualTo("fe80:0:0:0:0:0:0:1%2");
    assertThat(gateways("Windows 11", Map.of("route print -4", WINDOWS), List.of()))
        .containsExactly(new Gateway(ip("192.168.1.1"), ip("192.168.1.101"), "eth0"));
  }

  @Test
  void aNodeThatIsLimitedToInterfacesAsksNoOtherRouters() {
    assertThat(gateways("Linux", ON_LINUX, List.of("eth0"))).hasSize(2);
    assertThat(gateways("Linux", ON_LINUX, List.of("lo"))).isEmpty();
    assertThat(gateways("Linux", ON_LINUX, List.of("wlan0"))).isEmpty();
  }

  @Test
  void evenARouteOverTheLoopbackInterfaceIsNoRouter() {
    String odd = LINUX.replace("eth0", "lo");
    assertThat(gateways("Linux", Map.of("/proc/net/route", odd), List.of("lo"))).isEmpty();
    assertThat(gateways("Linux", Map.of("/proc/net/route", odd), List.of())).isEmpty();
  }

  @Test
  void aSystemThatTellsNothingHasNoRouter() {
    assertThat(gateways("Plan 9", Map.of(), List.of())).isEmpty();
    assertThat(gateways("Mac OS X", Map.of(), List.of())).isEmpty();
  }
}
