package app.bothways.net.socket;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A network interface of this machine, as the system describes it.
 *
 * @param display what people see, where the system tells the two apart
 */
public record LocalInterface(
    String name, String display, Kind kind, State state, List<InetAddress> addresses) {

  /** Who can be at the other end, as far as the name tells. */
  public enum Kind {
    /** Cables, radio, and tunnels: VPNs are a good way. */
    OUTWARD,
    /**
     * Bridges and the like that containers and virtual machines use: mostly nobody but those of
     * this machine is there, and every such machine has the same addresses on them.
     */
    INWARD,
    LOOPBACK
  }

  public enum State {
    UP,
    DOWN
  }

  private static final List<String> INWARD_NAMES =
      List.of(
          "docker",
          "br-",
          "veth",
          "virbr",
          "vmnet",
          "vboxnet",
          "vnic",
          "podman",
          "cni",
          "flannel",
          "cali",
          "kube",
          "lxcbr",
          "lxdbr",
          "incusbr",
          "vethernet");

  private static final List<String> INWARD_WORDS =
      List.of("hyper-v virtual", "virtualbox host-only", "vmware virtual", "wsl");

  public LocalInterface {
    addresses = List.copyOf(addresses);
  }

  /** Bridges have no mark that all systems show; their names do not vary much. */
  public static Kind kind(String name, String display) {
    String plain = name.toLowerCase(Locale.ROOT);
    String shown = display.toLowerCase(Locale.ROOT);
    boolean inward =
        INWARD_NAMES.stream().anyMatch(plain::startsWith)
            || INWARD_WORDS.stream().anyMatch(shown::contains);
    return inward ? Kind.INWARD : Kind.OUTWARD;
  }

  static LocalInterface of(NetworkInterface one) throws SocketException {
    String display = String.valueOf(one.getDisplayName());
    return new LocalInterface(
        one.getName(),
        display,
        one.isLoopback() ? Kind.LOOPBACK : kind(one.getName(), display),
        one.isUp() ? State.UP : State.DOWN,
        Collections.list(one.getInetAddresses()));
  }

  /** All of this machine; one that vanishes while it is looked at is left out. */
  public static List<LocalInterface> all() {
    var all = new ArrayList<LocalInterface>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        try {
          all.add(of(one));
        } catch (SocketException vanished) {
          // The next look sees what there is then.
          continue;
        }
      }
    } catch (SocketException none) {
      return List.of();
    }
    return List.copyOf(all);
  }
}
