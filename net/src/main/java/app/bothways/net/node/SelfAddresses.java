package app.bothways.net.node;

import app.bothways.net.PathPolicy;
import app.bothways.net.identity.NodeId;
import app.bothways.net.socket.Interfaces;
import app.bothways.net.socket.LocalAddresses;
import app.bothways.net.socket.LocalInterface;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where this node can be sent to: its interfaces' addresses, those that routers map to it, and
 * those from which peers and STUN responders saw its datagrams come. Any thread may call.
 */
final class SelfAddresses {
  private static final int MAX_OBSERVED = 8;

  private final List<String> interfaces;
  private final int port;
  private final Map<Object, InetSocketAddress> observed = new LinkedHashMap<>();
  private final Supplier<List<LocalInterface>> system;
  private LocalAddresses local = LocalAddresses.NONE;
  private List<InetSocketAddress> mapped = List.of();

  /**
   * @param port 0 when this node has no UDP socket, and so no address either
   */
  SelfAddresses(List<String> interfaces, int port) {
    this(interfaces, port, LocalInterface::all);
  }

  SelfAddresses(List<String> interfaces, int port, Supplier<List<LocalInterface>> system) {
    this.interfaces = interfaces;
    this.port = port;
    this.system = system;
    refresh();
  }

  /** What a look at the interfaces, or a peer, brought. */
  enum News {
    SAME,
    CHANGED
  }

  synchronized News refresh() {
    LocalAddresses found =
        port == 0 ? LocalAddresses.NONE : LocalAddresses.of(system.get(), interfaces);
    // Containers that come and go are no other network: what was measured holds, and those of their
    // addresses that are new are told when something else is.
    boolean same = found.outward().equals(local.outward());
    local = found;
    if (!same) {
      observed.clear();
    }
    return same ? News.SAME : News.CHANGED;
  }

  /** The peer {@code by} saw us at {@code self}: how NATs in between show this node's port. */
  News observed(NodeId by, InetSocketAddress self) {
    return seen(by, self);
  }

  /** The STUN responder at {@code by} saw us at {@code self}. */
  News observed(InetSocketAddress by, InetSocketAddress self) {
    return seen(by, self);
  }

  /** What routers map to this node now. */
  synchronized News mapped(List<InetSocketAddress> outside) {
    boolean same = outside.equals(mapped);
    mapped = List.copyOf(outside);
    return same ? News.SAME : News.CHANGED;
  }

  /** True for an address of an interface with this node's port. */
  synchronized boolean own(InetSocketAddress address) {
    return address.getPort() == port && locals().anyMatch(address.getAddress()::equals);
  }

  private Stream<InetAddress> locals() {
    return Stream.concat(local.outward().stream(), local.inward().stream());
  }

  private synchronized News seen(Object by, InetSocketAddress self) {
    if (self.equals(observed.get(by)) || own(self) || port == 0) {
      return News.SAME;
    }
    boolean known = observed.containsValue(self);
    observed.remove(by);
    observed.put(by, self);
    if (observed.size() > MAX_OBSERVED) {
      observed.remove(observed.keySet().iterator().next());
    }
    return known ? News.SAME : News.CHANGED;
  }

  /** Those that are worth most first: a peer takes so many and no more. */
  synchronized List<InetSocketAddress> all() {
    var all = new LinkedHashSet<InetSocketAddress>();
    local.outward().forEach(address -> all.add(new InetSocketAddress(address, port)));
    all.addAll(mapped);
    all.addAll(observed.values());
    local.inward().forEach(address -> all.add(new InetSocketAddress(address, port)));
    return new ArrayList<>(all);
  }

  /** What a peer under {@code policy} may be told. */
  List<InetSocketAddress> tellable(PathPolicy policy) {
    return switch (policy) {
      case AUTO, DIRECT_ONLY -> all();
      case LAN_ONLY -> all().stream().filter(this::onLan).toList();
      case RELAY_ONLY -> List.of();
    };
  }

  /** What a router maps is its outside, also where a second router stands behind it. */
  private synchronized boolean onLan(InetSocketAddress address) {
    return Interfaces.local(address.getAddress()) && !mapped.contains(address);
  }

  /** Whether a candidate of a peer makes sense from here. */
  synchronized boolean reachable(InetSocketAddress candidate) {
    InetAddress ip = candidate.getAddress();
    if (port == 0 || ip == null || ip.isAnyLocalAddress() || ip.isMulticastAddress()) {
      return false;
    }
    // Another machine's loopback is none of ours: probes there would knock at our own services.
    return !ip.isLoopbackAddress() || locals().anyMatch(InetAddress::isLoopbackAddress);
  }
}
