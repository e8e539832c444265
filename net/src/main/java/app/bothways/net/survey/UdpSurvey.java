package app.bothways.net.survey;

import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport.Evidence;
import app.bothways.net.report.NetReport.Filtering;
import app.bothways.net.report.NetReport.Nat;
import app.bothways.net.report.NetReport.Reach;
import app.bothways.net.socket.Interfaces;
import app.bothways.net.survey.SurveyedNode.Responder;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** How datagrams of this machine pass to the outside and back. */
final class UdpSurvey {
  private static final int MAX_RESPONDERS = 4;

  private final List<Responder> responders;
  private final List<InetAddress> bindTo;
  private final NatKind known;

  UdpSurvey(List<Responder> responders, List<InetAddress> bindTo, NatKind known) {
    this.responders = responders;
    this.bindTo = bindTo;
    this.known = known;
  }

  static Nat nothing(NatKind known) {
    var silent = new Reach(Finding.UNKNOWN, List.of());
    return new Nat(silent, silent, known, Evidence.NONE, Filtering.UNKNOWN, Finding.UNKNOWN);
  }

  /** What one fresh socket of one family saw. */
  private record Sight(Map<InetSocketAddress, InetSocketAddress> seen, Finding udp, boolean own) {
    List<String> texts() {
      return seen.values().stream().distinct().map(Interfaces::text).toList();
    }
  }

  Nat run() {
    var parts = new Parts();
    var four = parts.begin(() -> look(family(Inet4Address.class)));
    var six = parts.begin(() -> look(family(java.net.Inet6Address.class)));
    var filtering = parts.begin(this::filtering);
    var hairpin = parts.begin(this::hairpin);
    var nobody = new Sight(Map.of(), Finding.UNKNOWN, false);
    Sight v4 = parts.end(four, nobody);
    Sight v6 = parts.end(six, nobody);
    return new Nat(
        new Reach(v4.udp(), v4.texts()),
        new Reach(v6.udp(), v6.texts()),
        kind(v4, v6),
        evidence(v4.seen().isEmpty() ? v6 : v4),
        parts.end(filtering, Filtering.UNKNOWN),
        parts.end(hairpin, Finding.UNKNOWN));
  }

  private List<Responder> family(Class<? extends InetAddress> family) {
    return responders.stream()
        .filter(one -> family.isInstance(one.first().getAddress()))
        .limit(MAX_RESPONDERS)
        .toList();
  }

  private Optional<InetAddress> local(InetSocketAddress to) {
    return bindTo.stream()
        .filter(address -> address.getClass() == to.getAddress().getClass())
        .findFirst();
  }

  /** Nothing of this family can be sent where the node is limited to interfaces without it. */
  private StunSocket socket(InetSocketAddress to) throws IOException {
    Optional<InetAddress> local = local(to);
    if (local.isEmpty() && !bindTo.isEmpty()) {
      throw new IOException("no address for " + to);
    }
    return new StunSocket(local);
  }

  private Sight look(List<Responder> some) throws IOException {
    if (some.isEmpty()) {
      return new Sight(Map.of(), Finding.UNKNOWN, false);
    }
    var seen = new LinkedHashMap<InetSocketAddress, InetSocketAddress>();
    try (StunSocket socket = socket(some.getFirst().first())) {
      for (Responder one : some) {
        Optional<InetSocketAddress> mapped = socket.ask(one.first());
        mapped.ifPresent(address -> seen.put(one.first(), address));
        if (mapped.isPresent() && one.second().isPresent()) {
          socket.ask(one.second().get()).ifPresent(m -> seen.put(one.second().get(), m));
        }
      }
      boolean promised = some.stream().anyMatch(one -> one.promised() == Responder.Promise.GIVEN);
      Finding silence = promised ? Finding.NO : Finding.UNKNOWN;
      boolean own = seen.values().stream().allMatch(a -> a.getPort() == socket.port() && ours(a));
      return new Sight(Map.copyOf(seen), seen.isEmpty() ? silence : Finding.YES, own);
    }
  }

  private static boolean ours(InetSocketAddress address) {
    try {
      return java.net.NetworkInterface.getByInetAddress(address.getAddress()) != null;
    } catch (java.net.SocketException unknown) {
      return false;
    }
  }

  private NatKind kind(Sight v4, Sight v6) {
    Sight sight = v4.seen().isEmpty() ? v6 : v4;
    if (sight.seen().isEmpty()) {
      boolean blocked = v4.udp() == Finding.NO || v6.udp() == Finding.NO;
      return blocked && known == NatKind.UNKNOWN ? NatKind.BLOCKED : known;
    }
    if (sight.own()) {
      return NatKind.NONE;
    }
    if (sight.seen().size() < 2) {
      return known;
    }
    return sight.seen().values().stream().distinct().count() == 1 ? NatKind.EASY : NatKind.HARD;
  }

  private static Evidence evidence(Sight sight) {
    long addresses =
        sight.seen().keySet().stream().map(InetSocketAddress::getAddress).distinct().count();
    return addresses > 1
        ? Evidence.SEVERAL_ADDRESSES
        : sight.seen().size() > 1 ? Evidence.ONE_ADDRESS : Evidence.NONE;
  }

  /**
   * A socket that has sent to one port of a responder hears, or does not, what comes from the other
   * one. Silence counts only after the first port has answered.
   */
  private Filtering filtering() throws IOException {
    Optional<Responder> two =
        responders.stream().filter(one -> one.second().isPresent()).findFirst();
    if (two.isEmpty()) {
      return Filtering.UNKNOWN;
    }
    InetSocketAddress first = two.get().first();
    try (StunSocket socket = socket(first)) {
      if (socket.ask(first).isEmpty()) {
        return Filtering.UNKNOWN;
      }
      return socket.askFromOtherPort(first, two.get().second().get())
          ? Filtering.ANY_PORT
          : Filtering.EXACT_PORT;
    }
  }

  /** Two sockets send to each other's address outside, so that both are let in if at all. */
  private Finding hairpin() throws IOException {
    Optional<Responder> any = family(Inet4Address.class).stream().findFirst();
    if (any.isEmpty()) {
      return Finding.UNKNOWN;
    }
    InetSocketAddress server = any.get().first();
    try (StunSocket one = socket(server);
        StunSocket two = socket(server)) {
      Optional<InetSocketAddress> first = one.ask(server);
      Optional<InetSocketAddress> second = two.ask(server);
      if (first.isEmpty() || second.isEmpty() || ours(first.get())) {
        return Finding.UNKNOWN;
      }
      for (int turn = 0; turn < 3; turn++) {
        one.knock(second.get());
        if (one.hears(two.knock(first.get()))) {
          return Finding.YES;
        }
      }
      return Finding.NO;
    }
  }

  /** Parts of a survey, each on its own thread; what fails or is late is left out. */
  static final class Parts {
    private static final long PATIENCE_NANOS = 8_000_000_000L;
    private final long end = System.nanoTime() + PATIENCE_NANOS;
    private final List<Thread> threads = new ArrayList<>();

    <T> java.util.concurrent.CompletableFuture<T> begin(Callable<T> part) {
      var result = new java.util.concurrent.CompletableFuture<T>();
      threads.add(
          Thread.ofVirtual()
              .name("survey")
              .start(
                  () -> {
                    try {
                      result.complete(part.call());
                    } catch (Exception failed) {
                      result.completeExceptionally(failed);
                    }
                  }));
      return result;
    }

    <T> T end(java.util.concurrent.CompletableFuture<T> part, T otherwise) {
      try {
        long left = Math.max(1, end - System.nanoTime());
        return part.get(left, java.util.concurrent.TimeUnit.NANOSECONDS);
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        stop();
        return otherwise;
      } catch (java.util.concurrent.ExecutionException
          | java.util.concurrent.TimeoutException notFoundOut) {
        return otherwise;
      }
    }

    void stop() {
      threads.forEach(Thread::interrupt);
    }
  }
}
