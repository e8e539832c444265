package app.bothways.net.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Outside ports that a NAT which changes them may take next: first those just above the ones that
 * were seen, for NATs that count, then random ones, none twice and none that was seen: those are
 * candidates, and asked anyhow.
 */
final class PortGuesses {
  private static final int LOWEST = 1024;
  private static final int ABOVE_SEEN = 24;

  private final List<InetAddress> addresses;
  private final List<Integer> near = new ArrayList<>();
  private final Set<Integer> tried = new HashSet<>();
  private final RandomGenerator random;
  private final int most;
  private int made;

  /**
   * @param seen outside addresses that the NAT has shown; only their IP addresses are guessed at
   * @param most guesses in all
   */
  PortGuesses(List<InetSocketAddress> seen, int most, RandomGenerator random) {
    this.addresses = seen.stream().map(InetSocketAddress::getAddress).distinct().toList();
    this.random = random;
    this.most = most;
    seen.forEach(one -> tried.add(one.getPort()));
    for (int step = 1; step <= ABOVE_SEEN; step++) {
      for (InetSocketAddress one : seen) {
        if (one.getPort() + step < 65536) {
          near.add(one.getPort() + step);
        }
      }
    }
  }

  /** Empty when all have been made. */
  Optional<InetSocketAddress> next() {
    if (addresses.isEmpty() || made >= most) {
      return Optional.empty();
    }
    InetAddress address = addresses.get(made++ % addresses.size());
    while (!near.isEmpty()) {
      int port = near.removeFirst();
      if (tried.add(port)) {
        return Optional.of(new InetSocketAddress(address, port));
      }
    }
    int port = random.nextInt(LOWEST, 65536);
    while (!tried.add(port)) {
      port = random.nextInt(LOWEST, 65536);
    }
    return Optional.of(new InetSocketAddress(address, port));
  }
}
