package app.bothways.net.path;

import app.bothways.net.socket.Route;
import java.net.Inet6Address;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * How large the datagrams on one direct way may be, found by padded probes (RFC 8899). Only a size
 * that was answered is used. While data flows, the size in use is asked about again every second;
 * where it gets no answer any more, the least size is used at once, and the others are tried anew.
 *
 * <p>Times are {@code System.nanoTime}. Event loop only.
 */
public final class PathSize {
  /** Bytes of a QUIC datagram that every IPv6 path carries (RFC 8200 section 5). */
  public static final int BASE = 1232;

  /** What fits into one packet of Ethernet by IPv4; by IPv6 it is 20 bytes less. */
  public static final int LARGEST = 1472;

  private static final long MILLI = 1_000_000L;

  /** Ethernet, PPPoE, a tunnel in IPv4, WireGuard, and what mobile networks and VPNs leave. */
  private static final int[] MTUS = {1500, 1492, 1480, 1420, 1400, 1360, 1320};

  private static final int IPV4_HEADERS = 28;
  private static final int IPV6_HEADERS = 48;
  private static final int ROUNDS = 4;
  private static final long ROUND_GAP = 250 * MILLI;
  private static final long CONFIRM = 1_000 * MILLI;
  private static final long INSIST = 150 * MILLI;
  private static final int MISSES = 4;

  /** RFC 8899 section 5.1.1: PMTU_RAISE_TIMER. */
  private static final long RAISE = 600_000 * MILLI;

  private final int[] steps;
  private int best = BASE;
  private boolean carriesBase;
  private int rounds;
  private long nextRound;
  private long raiseAt;
  private long confirmedAt;
  private long askedAt;
  private int misses;

  /**
   * @param largest what the socket sends in one piece, {@link #BASE} where it may cut datagrams up
   */
  PathSize(Route route, int largest, long now) {
    this.steps = steps(route, largest);
    restart(now);
  }

  /** Largest first. Relays and sockets without the don't-fragment bit carry the least only. */
  private static int[] steps(Route route, int largest) {
    if (!(route instanceof Route.Direct direct) || direct.door() != Route.Direct.MAIN) {
      return new int[0];
    }
    int headers =
        direct.address().getAddress() instanceof Inet6Address ? IPV6_HEADERS : IPV4_HEADERS;
    return Arrays.stream(MTUS)
        .map(mtu -> mtu - headers)
        .filter(size -> size > BASE && size <= largest)
        .toArray();
  }

  /** Nothing is known any more, and the search begins anew. */
  void restart(long now) {
    best = BASE;
    carriesBase = false;
    misses = 0;
    search(now);
  }

  private void search(long now) {
    rounds = 0;
    nextRound = now;
    raiseAt = now + RAISE;
  }

  /** What a datagram may have at most. */
  int best() {
    return best;
  }

  /** A probe of {@code size} bytes was answered. */
  void confirmed(int size, long now) {
    carriesBase = true;
    if (size >= best) {
      best = size;
      confirmedAt = now;
      misses = 0;
    }
  }

  /**
   * Not even the least size gets through, though small probes do: a way for probes and nothing
   * else.
   */
  boolean tooNarrow() {
    return steps.length > 0 && !carriesBase && rounds >= ROUNDS;
  }

  /**
   * Sends the probes that are due.
   *
   * @param rtt of small probes
   * @param busy data flowed within the last seconds
   */
  void tick(long now, long rtt, boolean busy, IntConsumer probe) {
    if (steps.length == 0) {
      return;
    }
    if (now - raiseAt >= 0) {
      search(now);
    }
    boolean more = best < steps[0] || !carriesBase;
    if (more && rounds < ROUNDS && now - nextRound >= 0) {
      rounds++;
      nextRound = now + Math.max(ROUND_GAP, 2 * rtt);
      Arrays.stream(steps).filter(size -> size > best).forEach(probe);
      if (!carriesBase) {
        probe.accept(BASE);
      }
    }
    if (busy && best > BASE) {
      confirm(now, rtt, probe);
    }
  }

  /** Nanoseconds until {@link #tick} has something to do if nothing happens before. */
  long left(long now, long rtt, boolean busy) {
    if (steps.length == 0) {
      return PathWatch.NEVER;
    }
    long left = raiseAt - now;
    if ((best < steps[0] || !carriesBase) && rounds < ROUNDS) {
      left = Math.min(left, nextRound - now);
    }
    if (busy && best > BASE) {
      long confirm =
          Math.max(confirmedAt + CONFIRM - now, askedAt + Math.max(INSIST, 2 * rtt) - now);
      left = Math.min(left, confirm);
    }
    return left;
  }

  private void confirm(long now, long rtt, IntConsumer probe) {
    boolean due = now - confirmedAt >= CONFIRM && now - askedAt >= Math.max(INSIST, 2 * rtt);
    if (!due) {
      return;
    }
    if (misses >= MISSES) {
      // The way has become narrower without a word from any router.
      best = BASE;
      misses = 0;
      search(now);
      return;
    }
    misses++;
    askedAt = now;
    probe.accept(best);
  }
}
