package app.bothways.net.socket;

import app.bothways.net.socket.LocalInterface.Kind;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of this machine that others could send to, in the order in which they are worth
 * telling.
 *
 * @param outward on which somebody elsewhere may reach this machine, at most {@value #MAX_OUTWARD}
 * @param inward on which mostly containers and virtual machines of this machine do, at most {@value
 *     #MAX_INWARD}
 */
public record LocalAddresses(List<InetAddress> outward, List<InetAddress> inward) {
  /** With eight observed ones and what routers map, that is well below what a peer takes. */
  public static final int MAX_OUTWARD = 16;

  public static final int MAX_INWARD = 6;

  /** Of one interface: the privacy addresses of IPv6 (RFC 8981) of a week are seven and more. */
  private static final int MAX_EACH = 4;

  public static final LocalAddresses NONE = new LocalAddresses(List.of(), List.of());

  public LocalAddresses {
    outward = List.copyOf(outward);
    inward = List.copyOf(inward);
  }

  /**
   * @param names limits the answer to these interfaces, which then are all outward; empty for all
   *     but loopback
   */
  public static LocalAddresses of(List<LocalInterface> interfaces, List<String> names) {
    List<List<InetAddress>> outward = new ArrayList<>();
    List<List<InetAddress>> inward = new ArrayList<>();
    for (LocalInterface one : interfaces) {
      boolean wanted = names.isEmpty() ? one.kind() != Kind.LOOPBACK : names.contains(one.name());
      if (wanted && one.state() == LocalInterface.State.UP) {
        boolean apart = names.isEmpty() && one.kind() == Kind.INWARD;
        (apart ? inward : outward).add(best(one.addresses()));
      }
    }
    return new LocalAddresses(inTurn(outward, MAX_OUTWARD), inTurn(inward, MAX_INWARD));
  }

  /** IPv4 first, and of each family some. */
  private static List<InetAddress> best(List<InetAddress> all) {
    List<InetAddress> usable =
        all.stream().filter(Interfaces::usable).map(Interfaces::withoutZone).distinct().toList();
    var best = new ArrayList<InetAddress>();
    usable.stream().filter(Inet4Address.class::isInstance).limit(MAX_EACH).forEach(best::add);
    usable.stream().filter(a -> !(a instanceof Inet4Address)).limit(MAX_EACH).forEach(best::add);
    return best;
  }

  /** The first of each interface, then the second of each: none is pushed out by another. */
  private static List<InetAddress> inTurn(List<List<InetAddress>> each, int most) {
    Set<InetAddress> all = new LinkedHashSet<>();
    for (int turn = 0; turn < 2 * MAX_EACH; turn++) {
      for (List<InetAddress> one : each) {
        if (turn < one.size() && all.size() < most) {
          all.add(one.get(turn));
        }
      }
    }
    return List.copyOf(all);
  }
}
