package app.bothways.net.flood;

import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PeerView.LinkState;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The flood at full size, started by {@code tests/flood}: the household and its relay in this
 * process, those who attack in another. Ends with 1 when a link did not hold.
 */
public final class FloodRun {
  private FloodRun() {}

  /** {@code CONNECTIONS ADVERTS SECONDS}, or what this starts itself with. */
  public static void main(String[] args) throws Exception {
    System.exit(args[0].equals("attack") ? attack(args) : household(args));
  }

  private static int attack(String[] args) throws Exception {
    var victims = new ArrayList<Attack.Victim>();
    for (String each : args[5].split(",")) {
      int at = each.indexOf('@');
      victims.add(
          new Attack.Victim(
              NodeId.parse(each.substring(0, at)).orElseThrow(),
              local(Integer.parseInt(each.substring(at + 1)))));
    }
    var size =
        new Attack.Size(
            Integer.parseInt(args[1]), Integer.parseInt(args[2]), Long.parseLong(args[3]) * 1000);
    try (var attack =
        new Attack(victims, local(Integer.parseInt(args[4])), size, System.nanoTime())) {
      attack.begin();
      while (!attack.await(5_000)) {
        System.out.println("  attack: " + attack);
      }
      System.out.println("  attack over: " + attack);
    }
    return 0;
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int household(String[] args) throws Exception {
    try (var household = new FloodedHousehold(MdnsMode.ON)) {
      household.link();
      Thread.sleep(10_000);
      report("before", household);
      household.restart();
      var command =
          new ArrayList<>(List.of(java(), "-Xmx1g", "--enable-native-access=ALL-UNNAMED"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(FloodRun.class.getName(), "attack", args[0], args[1], args[2]));
      command.add("" + household.relay.address().getPort());
      command.add(
          household.all().stream()
              .map(FloodedHousehold.Device::victim)
              .map(victim -> victim.id() + "@" + victim.udp().getPort())
              .collect(Collectors.joining(",")));
      Process attack = new ProcessBuilder(command).inheritIO().start();
      while (!attack.waitFor(java.time.Duration.ofSeconds(5))) {
        report("during", household);
      }
      report("at the end", household);
      household.restart();
      Thread.sleep(15_000);
      System.gc();
      report("15 s later", household);
      boolean held =
          household.ended.isEmpty()
              && household.all().stream().allMatch(d -> d.endpoint.view().relays().size() == 1)
              && household.direct.stream().allMatch(d -> d.linked(LinkState.DIRECT))
              && household.relayed.stream().allMatch(d -> d.linked(LinkState.RELAYED));
      System.out.println(
          (held ? "held" : "NOT HELD")
              + "; ended "
              + household.ended
              + "; moved "
              + household.moved);
      return held ? 0 : 1;
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void report(String when, FloodedHousehold household) throws IOException {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    String memory =
        Files.readAllLines(new File("/proc/self/status").toPath()).stream()
            .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
            .map(line -> line.replaceAll("\\s+", " "))
            .collect(Collectors.joining(", "));
    var cpu =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.out.printf(
        "%-10s %s; %s; %s, heap %d MiB; CPU %.1f s, load %.1f%n",
        when,
        household.talk("direct"),
        household.talk("relayed"),
        memory,
        heap.getUsed() >> 20,
        cpu.getProcessCpuTime() / 1e9,
        cpu.getSystemLoadAverage());
  }
}
