package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.LanDiscovery;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.pairing.PairingEvent.Way;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks for the device that shows a code, on the local network and through a relay at once. The
 * first connection that is up wins and every other is closed. A branch that fails ends nothing but
 * itself. Every branch pins the key that the code names, so it does not matter who announces what.
 *
 * <p>One thread runs {@link #run}; dials and discoveries report into its mailbox.
 */
final class Race {
  /** Addresses of the local network that are dialled at the same time. */
  static final int CANDIDATES = 8;

  /** Addresses that are kept while {@link #CANDIDATES} others are being dialled. */
  static final int WAITING = 512;

  private final Context context;
  private final PairingCode code;
  private final byte[] tag;
  private final RaceTimes times;
  private final LinkedBlockingQueue<Signal> mailbox = new LinkedBlockingQueue<>();

  // All below belong to the thread in run().
  private final Set<InetSocketAddress> seen = new HashSet<>();
  private final ArrayDeque<InetSocketAddress> waiting = new ArrayDeque<>();
  private final List<Thread> dials = new ArrayList<>();
  private final Set<LanDial> dialling = new LinkedHashSet<>();
  private int refused;
  private Optional<RelayUrl> relay = Optional.empty();
  private Optional<String> relayFailure = Optional.empty();
  private boolean relayTried;

  // Guarded by this: after the end nobody takes a connection out of the mailbox any more.
  private boolean ended;

  Race(Context context, PairingCode code, byte[] tag, RaceTimes times) {
    this.context = context;
    this.code = code;
    this.tag = tag;
    this.times = times;
  }

  sealed interface Result {
    /**
     * @param address what is now known of where the device is
     */
    record Won(Connection connection, Way way, Duration took, List<Way> tried, NodeAddr address)
        implements Result {}

    /** Nobody was reached; {@code text} says what was tried. */
    record Lost(String text) implements Result {}

    record GivenUp() implements Result {}
  }

  private sealed interface Signal {
    record Found(InetSocketAddress address) implements Signal {}

    record Up(Connection connection, Way way, NodeAddr address) implements Signal {}

    record LanDown(LanDial dial, Exception cause) implements Signal {}

    record RelayDown(String why) implements Signal {}

    record StartRelay() implements Signal {}

    record GiveUp() implements Signal {}
  }

  /** Compared by identity: each is one thread's. */
  private static final class LanDial {
    private final long since = System.nanoTime();
    private Thread thread;
  }

  void giveUp() {
    mailbox.add(new Signal.GiveUp());
  }

  Result run() {
    long begun = System.nanoTime();
    relay = code.relay().or(this::ownRelay);
    LanDiscovery lan = context.endpoint().lan();
    Subscription finding = lan.find(tag, found -> found.addresses().forEach(this::found));
    try (finding) {
      later();
      while (true) {
        Signal signal = mailbox.poll(patience(begun), TimeUnit.NANOSECONDS);
        Optional<Result> over =
            signal != null
                ? handle(signal, begun)
                : hopeless(begun) <= 0 ? Optional.of(new Result.Lost(text())) : Optional.empty();
        if (over.isPresent()) {
          return over.get();
        }
        dialWaiting(begun);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.GivenUp();
    } finally {
      end();
    }
  }

  private Optional<RelayUrl> ownRelay() {
    return context.endpoint().address().relays().stream().findFirst();
  }

  private void found(InetSocketAddress address) {
    mailbox.add(new Signal.Found(address));
  }

  private void later() {
    if (relay.isPresent()) {
      Thread starter =
          Thread.ofVirtual()
              .name("pairing-relay-later")
              .unstarted(
                  () -> {
                    try {
                      Thread.sleep(times.relayLater());
                      mailbox.add(new Signal.StartRelay());
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      dials.add(starter);
      starter.start();
    }
  }

  /** Nanoseconds until something has to be done if nothing more happens. */
  private long patience(long begun) {
    long turn =
        waiting.isEmpty()
            ? Long.MAX_VALUE
            : dialling.iterator().next().since + candidateNanos() - System.nanoTime();
    return Math.max(0, Math.min(hopeless(begun), turn));
  }

  /** Nanoseconds until this is given up. */
  private long hopeless(long begun) {
    boolean busy = !dialling.isEmpty() || (relay.isPresent() && relayFailure.isEmpty());
    Duration until = busy ? times.overall() : times.silence();
    return until.toNanos() - (System.nanoTime() - begun);
  }

  private long candidateNanos() {
    return times.candidate().toNanos();
  }

  private Optional<Result> handle(Signal signal, long begun) {
    switch (signal) {
      case Signal.Up up -> {
        var took = Duration.ofNanos(System.nanoTime() - begun);
        // A dial that names a relay may meet the device on this very network, and wins by that.
        Way met = Ways.of(up.connection.path());
        Way way = met == Way.LAN ? met : lookedUp(up.connection) ? Way.LOOKUP : up.way;
        return Optional.of(new Result.Won(up.connection, way, took, tried(), up.address));
      }
      case Signal.GiveUp giveUp -> {
        return Optional.of(new Result.GivenUp());
      }
      case Signal.Found found -> {
        if (seen.size() < WAITING && seen.add(found.address)) {
          waiting.add(found.address);
        }
      }
      case Signal.StartRelay start -> {
        relayTried = true;
        NodeAddr address = NodeAddr.of(code.node()).withRelay(relay.orElseThrow());
        dial(
            Way.RELAY,
            address,
            remaining(begun),
            cause -> mailbox.add(new Signal.RelayDown(reason(cause))));
      }
      case Signal.LanDown down -> {
        dialling.remove(down.dial);
        if (down.cause instanceof NetException net && net.error() == NetError.WRONG_KEY) {
          refused++;
        }
      }
      case Signal.RelayDown down -> relayFailure = Optional.of(down.why);
    }
    return Optional.empty();
  }

  /**
   * Dials the next addresses. One that has not answered for a while gives its turn to another that
   * waits, but is not given up without need: a slow machine takes its time to answer.
   */
  private void dialWaiting(long begun) {
    while (dialling.size() < CANDIDATES && !waiting.isEmpty()) {
      dialLan(waiting.poll(), remaining(begun));
    }
    if (!waiting.isEmpty()) {
      LanDial oldest = dialling.iterator().next();
      if (System.nanoTime() - oldest.since >= candidateNanos()) {
        dialling.remove(oldest);
        oldest.thread.interrupt();
        dialLan(waiting.poll(), remaining(begun));
      }
    }
  }

  private Duration remaining(long begun) {
    return times.overall().minusNanos(System.nanoTime() - begun);
  }

  private static boolean lookedUp(Connection connection) {
    return switch (connection.foundBy()) {
      case RECORD, DNS -> true;
      case GIVEN, LAN -> false;
    };
  }

  /** The dial by relay looks the device up as well, where that is allowed. */
  private List<Way> tried() {
    var tried = new ArrayList<>(List.of(Way.LAN));
    if (relayTried) {
      tried.add(Way.RELAY);
    }
    if (relayTried && context.endpoint().looksUp()) {
      tried.add(Way.LOOKUP);
    }
    return List.copyOf(tried);
  }

  private void dialLan(InetSocketAddress at, Duration timeout) {
    NodeAddr address = NodeAddr.of(code.node()).withDirect(List.of(at));
    var dial = new LanDial();
    dialling.add(dial);
    dial.thread =
        dial(Way.LAN, address, timeout, cause -> mailbox.add(new Signal.LanDown(dial, cause)));
  }

  private Thread dial(Way way, NodeAddr address, Duration timeout, Consumer<Exception> down) {
    Thread dialler =
        Thread.ofVirtual()
            .name("pairing-dial-" + way)
            .unstarted(
                () -> {
                  try {
                    up(new Signal.Up(connect(address, timeout), way, kept(address)));
                  } catch (IOException | RuntimeException e) {
                    down.accept(e);
                  }
                });
    dials.removeIf(thread -> !thread.isAlive());
    dials.add(dialler);
    dialler.start();
    return dialler;
  }

  private Connection connect(NodeAddr address, Duration timeout) throws IOException {
    return context.endpoint().dial(address, Pairing.ALPN, timeout);
  }

  /** The relay is worth knowing even when the local network won. */
  private NodeAddr kept(NodeAddr address) {
    return code.relay().map(address::withRelay).orElse(address);
  }

  private void up(Signal.Up up) {
    boolean late;
    synchronized (this) {
      late = ended;
      if (!late) {
        mailbox.add(up);
      }
    }
    if (late) {
      up.connection.close(0, "another way was faster");
    }
  }

  /** Abandons what is still being dialled and closes what came up too late. */
  private void end() {
    synchronized (this) {
      ended = true;
    }
    dials.forEach(Thread::interrupt);
    for (Signal left = mailbox.poll(); left != null; left = mailbox.poll()) {
      if (left instanceof Signal.Up up) {
        up.connection.close(0, "another way was faster");
      }
    }
  }

  private static String reason(Exception e) {
    if (!(e instanceof NetException net)) {
      return String.valueOf(e.getMessage());
    }
    return switch (net.error()) {
      case UNREACHABLE, TIMED_OUT -> "the device did not answer there";
      case WRONG_KEY -> "another device answered there";
      case NO_COMMON_PROTOCOL -> "what answered there does not pair";
      case RELAY_DENIED -> "the relay refused this device: " + net.getMessage();
      case NOT_A_RELAY -> "what answers there is not a relay";
      case NO_RELAY -> "this device may not use relays";
      case CLOSED_BY_PEER, CLOSED, STREAM_RESET, PROTOCOL, BIND_FAILED -> net.getMessage();
    };
  }

  private String text() {
    String lan = lanText();
    String far =
        relay
            .map(url -> " Relay " + url + ": " + relayFailure.orElse("no answer in time") + ".")
            .orElse(" Relay: none in the code and none in use here.");
    return "The other device was not reached. Local network: " + lan + "." + far;
  }

  private String lanText() {
    if (seen.isEmpty()) {
      return "nobody there announced this code";
    }
    String all = seen.size() == 1 ? "1 address" : seen.size() + " addresses";
    if (refused == 0) {
      return "no answer from the " + all + " announced there";
    }
    String others = refused < seen.size() ? ", and the rest did not answer" : "";
    return refused + " of " + all + " announced there belonged to another device" + others;
  }
}
