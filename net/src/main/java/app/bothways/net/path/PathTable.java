package app.bothways.net.path;

import app.bothways.net.socket.Route;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways to one peer that are known, at most {@value #MAX}. Event loop only. */
final class PathTable {
  static final int MAX = 32;

  private final Map<Route, Path> paths = new LinkedHashMap<>();
  private final int largest;

  /** The last answer: datagrams come by the hundred on one way, and each asks for it. */
  private Optional<Route> asked = Optional.empty();

  private Optional<Path> found = Optional.empty();

  /**
   * @param largest datagram in bytes, see {@link PathEnvironment#largest}
   */
  PathTable(int largest) {
    this.largest = largest;
  }

  @SuppressWarnings("ReferenceEquality") // Another equal one is only looked up again.
  Optional<Path> find(Route route) {
    if (asked.isEmpty() || asked.get() != route) {
      asked = Optional.of(route);
      found = Optional.ofNullable(paths.get(route));
    }
    return found;
  }

  private void changed() {
    asked = Optional.empty();
  }

  /** Known, or made; empty when there is no room and nothing to forget. */
  Optional<Path> of(Route route, long now) {
    Path known = paths.get(route);
    if (known != null) {
      return Optional.of(known);
    }
    if (paths.size() >= MAX && !dropOne()) {
      return Optional.empty();
    }
    var path = new Path(route, largest, now);
    paths.put(route, path);
    changed();
    return Optional.of(path);
  }

  /** Makes room by forgetting the oldest way that has been tried in vain. */
  private boolean dropOne() {
    Optional<Path> victim =
        paths.values().stream().filter(p -> !p.proven() && p.roundOver() && p.direct()).findFirst();
    victim.ifPresent(path -> paths.remove(path.route()));
    changed();
    return victim.isPresent();
  }

  Collection<Path> all() {
    return paths.values();
  }

  Stream<Path> proven() {
    return paths.values().stream().filter(Path::proven);
  }

  Stream<Path> unproven() {
    return paths.values().stream().filter(path -> !path.proven());
  }

  /** For {@link PathSelector}: what is usable and not {@code except}. */
  List<PathSelector.Measured> measured(
      Optional<Path> except, java.util.function.Predicate<Route> ok, long now) {
    return paths.values().stream()
        .filter(path -> path.usable(now))
        .filter(path -> except.filter(path::equals).isEmpty() && ok.test(path.route()))
        .map(path -> new PathSelector.Measured(path.route(), path.rttOr(UNMEASURED)))
        .toList();
  }

  private static final long UNMEASURED = 100_000_000L;

  boolean hasDirect() {
    return proven().anyMatch(Path::direct);
  }

  Stream<Path> through(int door) {
    return paths.values().stream()
        .filter(path -> path.route() instanceof Route.Direct d && d.door() == door);
  }

  void forgetDoor(int door) {
    paths.keySet().removeIf(route -> route instanceof Route.Direct d && d.door() == door);
    changed();
  }

  void keepOnly(Route route) {
    paths.keySet().removeIf(other -> !other.equals(route));
    changed();
  }

  void dropUnproven(Route route) {
    paths.computeIfPresent(route, (_, path) -> path.proven() ? path : null);
    changed();
  }

  void clear() {
    paths.clear();
    changed();
  }
}
