package app.bothways.net.path;

import app.bothways.net.PathPolicy;
import app.bothways.net.socket.Interfaces;
import app.bothways.net.socket.Route;
import java.net.Inet6Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of the proven ways to a peer is used. Pure. */
final class PathSelector {
  /** A way must be this much faster than the one in use to replace it. */
  static final long MARGIN_NANOS = 5_000_000;

  static final long IPV6_BONUS_NANOS = 3_000_000;

  /**
   * A proven way.
   *
   * @param rtt in nanoseconds
   */
  record Measured(Route route, long rtt) {
    long cost() {
      boolean v6 =
          route instanceof Route.Direct d && d.address().getAddress() instanceof Inet6Address;
      return v6 ? rtt - IPV6_BONUS_NANOS : rtt;
    }

    int tier() {
      return switch (route) {
        case Route.Direct direct -> 0;
        case Route.Relayed relayed -> 1;
      };
    }
  }

  private PathSelector() {}

  /**
   * The way to use: direct before relayed, then the fastest, but the current one while it will do.
   */
  static Optional<Route> choose(List<Measured> proven, Optional<Route> current) {
    Optional<Measured> best =
        proven.stream()
            .min(Comparator.comparingInt(Measured::tier).thenComparingLong(Measured::cost));
    Optional<Measured> used =
        proven.stream().filter(m -> current.filter(m.route()::equals).isPresent()).findFirst();
    if (best.isEmpty() || used.isEmpty()) {
      return best.map(Measured::route);
    }
    boolean replace =
        best.get().tier() < used.get().tier()
            || best.get().cost() + MARGIN_NANOS <= used.get().cost();
    return Optional.of(replace ? best.get().route() : used.get().route());
  }

  /** Whether both sides' policies let datagrams go this way. */
  static boolean allowed(Route route, PathPolicy here, PathPolicy there) {
    return allowed(route, here) && allowed(route, there);
  }

  /** Whether a policy leaves direct ways over the Internet. */
  static boolean direct(PathPolicy policy) {
    return switch (policy) {
      case AUTO, DIRECT_ONLY -> true;
      case LAN_ONLY, RELAY_ONLY -> false;
    };
  }

  private static boolean allowed(Route route, PathPolicy policy) {
    return switch (policy) {
      case AUTO -> true;
      case DIRECT_ONLY -> route instanceof Route.Direct;
      case LAN_ONLY ->
          route instanceof Route.Direct d && Interfaces.local(d.address().getAddress());
      case RELAY_ONLY -> route instanceof Route.Relayed;
    };
  }
}
