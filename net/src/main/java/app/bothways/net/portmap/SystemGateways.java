package app.bothways.net.portmap;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The gateways as the system's own route table names them. */
final class SystemGateways implements Gateways {
  private static final int MAX_GATEWAYS = 4;

  private final String system;
  private final Machine machine;

  /**
   * @param system as the property {@code os.name} says
   */
  SystemGateways(String system, Machine machine) {
    this.system = system.toLowerCase(Locale.ROOT);
    this.machine = machine;
  }

  static SystemGateways here() {
    return new SystemGateways(System.getProperty("os.name", ""), new LocalMachine());
  }

  @Override
  public List<Gateway> find(List<String> interfaces) {
    var found = new ArrayList<Gateway>();
    for (RouteTables.Route route : routes()) {
      interfaceOf(route)
          .filter(nic -> interfaces.isEmpty() || interfaces.contains(nic.name()))
          .flatMap(nic -> gateway(route, nic))
          .filter(gateway -> found.size() < MAX_GATEWAYS && !found.contains(gateway))
          .ifPresent(found::add);
    }
    return found;
  }

  List<RouteTables.Route> routes() {
    var routes = new ArrayList<RouteTables.Route>();
    try {
      if (system.startsWith("windows")) {
        routes.addAll(RouteTables.windows(machine.run("route", "print", "-4")));
      } else if (system.startsWith("linux")) {
        routes.addAll(RouteTables.linux4(machine.read("/proc/net/route")));
        routes.addAll(RouteTables.linux6(machine.read("/proc/net/ipv6_route")));
      } else {
        routes.addAll(RouteTables.netstat(machine.run("netstat", "-rn", "-f", "inet")));
        routes.addAll(RouteTables.netstat(machine.run("netstat", "-rn", "-f", "inet6")));
      }
    } catch (IOException partly) {
      // A family that this machine lacks, or a program that is not there: what was read counts.
      return routes;
    }
    return routes;
  }

  private Optional<Nic> interfaceOf(RouteTables.Route route) {
    return machine.interfaces().stream()
        .filter(nic -> nic.kind() == Nic.Kind.NETWORK)
        .filter(
            nic ->
                nic.name().equals(route.on())
                    || RouteTables.literal(route.on())
                        .filter(nic.addresses()::contains)
                        .isPresent())
        .findFirst();
  }

  private static Optional<Gateway> gateway(RouteTables.Route route, Nic nic) {
    return nic.addresses().stream()
        .filter(local -> fits(route.gateway(), local))
        .findFirst()
        .map(local -> new Gateway(zoned(route.gateway(), nic), local, nic.name()));
  }

  /** IPv6 routers open a way to addresses that the world can reach, and to no others. */
  private static boolean fits(InetAddress gateway, InetAddress local) {
    return gateway instanceof Inet4Address
        ? local instanceof Inet4Address && !local.isLinkLocalAddress()
        : local instanceof Inet6Address && (local.getAddress()[0] & 0xe0) == 0x20;
  }

  private static InetAddress zoned(InetAddress address, Nic nic) {
    if (!address.isLinkLocalAddress() || !(address instanceof Inet6Address) || nic.index() <= 0) {
      return address;
    }
    try {
      return Inet6Address.getByAddress(null, address.getAddress(), nic.index());
    } catch (UnknownHostException impossible) {
      return address;
    }
  }

  /** What is asked of the machine; a fake one in tests. */
  interface Machine {
    /** At most 64 KiB of a file. */
    String read(String file) throws IOException;

    /** At most 64 KiB of what a program prints, within two seconds. */
    String run(String... command) throws IOException;

    List<Nic> interfaces();
  }

  /** A network interface that is up. Addresses without zones. */
  record Nic(String name, int index, Kind kind, List<InetAddress> addresses) {
    enum Kind {
      LOOPBACK,
      NETWORK
    }
  }

  private static final class LocalMachine implements Machine {
    private static final int MAX_BYTES = 64 << 10;

    @Override
    public String read(String file) throws IOException {
      try (var in = new java.io.FileInputStream(file)) {
        return new String(in.readNBytes(MAX_BYTES), java.nio.charset.StandardCharsets.US_ASCII);
      }
    }

    @Override
    public String run(String... command) throws IOException {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var killer = Thread.ofVirtual().start(() -> killAfterTwoSeconds(process));
      try (var in = process.getInputStream()) {
        return new String(in.readNBytes(MAX_BYTES), java.nio.charset.StandardCharsets.ISO_8859_1);
      } finally {
        process.destroyForcibly();
        killer.interrupt();
      }
    }

    private static void killAfterTwoSeconds(Process process) {
      try {
        if (!process.waitFor(2, java.util.concurrent.TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException ended) {
        process.destroyForcibly();
      }
    }

    @Override
    public List<Nic> interfaces() {
      var found = new ArrayList<Nic>();
      try {
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
          if (one.isUp()) {
            found.add(
                new Nic(
                    one.getName(),
                    one.getIndex(),
                    one.isLoopback() ? Nic.Kind.LOOPBACK : Nic.Kind.NETWORK,
                    Collections.list(one.getInetAddresses()).stream()
                        .map(LocalMachine::withoutZone)
                        .toList()));
          }
        }
      } catch (SocketException vanished) {
        // An interface went away while it was looked at; the next look sees the rest.
        return found;
      }
      return found;
    }

    private static InetAddress withoutZone(InetAddress address) {
      try {
        return InetAddress.getByAddress(address.getAddress());
      } catch (UnknownHostException impossible) {
        return address;
      }
    }
  }
}
