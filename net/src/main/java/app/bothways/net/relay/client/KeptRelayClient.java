package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one relay connected: dials, hands over to a {@link RelaySession}, dials again when that is
 * lost. All decisions are made on one event loop; {@link #send}, {@link #flush} and {@link #view}
 * read volatile fields.
 */
final class KeptRelayClient implements RelayClient, DialAttempt.Outcome, RelaySession.Keeper {
  /** Silence after which a further attempt begins beside the one that runs. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration MISSED_PATIENCE = Duration.ofSeconds(1);

  /** A relay may not send us away for longer than this. */
  private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(60);

  private final Relay relay;
  private final NodeKey key;
  private final EventLoop loop;
  private final RelayListener listener;
  private final Redial redial =
      new Redial(System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
  private volatile Optional<RelaySession> session = Optional.empty();
  private volatile RelayView view;
  private Optional<Dialling> attempt = Optional.empty();
  private Optional<Future<?>> retry = Optional.empty();
  private boolean closed;

  KeptRelayClient(Relay relay, NodeKey key, EventLoop loop, RelayListener listener) {
    this.relay = relay;
    this.key = key;
    this.loop = loop;
    this.listener = listener;
    this.view = new RelayView(relay.url(), State.CONNECTING, Optional.empty(), "");
  }

  void start() {
    onLoop(
        () -> {
          listener.stateChanged(view);
          dial();
        });
  }

  @Override
  public boolean send(NodeId to, ByteBuf data, int segmentSize) {
    Optional<RelaySession> open = session;
    if (open.isEmpty()) {
      data.release();
      return false;
    }
    return open.get().send(to, data, segmentSize);
  }

  @Override
  public void flush() {
    session.ifPresent(RelaySession::flush);
  }

  @Override
  public RelayView view() {
    return view;
  }

  @Override
  public void networkChanged() {
    onLoop(
        () -> {
          if (session.isPresent()) {
            session.get().networkChanged();
          } else if (attempt.isEmpty() && !closed) {
            redial.afresh();
            dial();
          }
        });
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          closed = true;
          retry.ifPresent(timer -> timer.cancel(false));
          attempt.ifPresent(Dialling::cancel);
          session.ifPresent(RelaySession::abandon);
          session = Optional.empty();
        });
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException shutDown) {
      // The loops ended first, and took the connection with them.
      session = Optional.empty();
    }
  }

  private void dial() {
    retry.ifPresent(timer -> timer.cancel(false));
    retry = Optional.empty();
    if (!closed) {
      var next = new Dialling(relay, key, loop, redial.missed() ? MISSED_PATIENCE : PATIENCE, this);
      attempt = Optional.of(next);
      next.start();
    }
  }

  private void dialAfter(Duration delay) {
    retry = Optional.of(loop.schedule(this::dial, delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void up(Channel channel, GreetingHandler greeting) {
    attempt = Optional.empty();
    if (closed) {
      channel.close();
      return;
    }
    var opened =
        new RelaySession(channel, greeting.version(), relay.url().toString(), listener, this);
    channel.pipeline().replace(greeting, "session", opened);
    session = Optional.of(opened);
    redial.up();
    show(State.CONNECTED, Optional.empty(), "");
    opened.begin();
  }

  @Override
  public void down(RelayFailure failure) {
    attempt = Optional.empty();
    if (closed) {
      return;
    }
    boolean excused = failure.state() == State.UNREACHABLE && redial.excused();
    if (!excused) {
      show(failure.state(), Optional.empty(), failure.detail());
    }
    dialAfter(redial.failed(failure.state()));
  }

  @Override
  public void latency(RelaySession from, Duration roundTrip) {
    if (isCurrent(from)) {
      show(State.CONNECTED, Optional.of(roundTrip), view.detail());
    }
  }

  @Override
  public void notice(RelaySession from, String text) {
    if (isCurrent(from)) {
      show(State.CONNECTED, view.latency(), text);
    }
  }

  @Override
  public void restarting(RelaySession from, Duration reconnectIn, Duration tryFor) {
    if (isCurrent(from)) {
      from.abandon();
      session = Optional.empty();
      show(State.CONNECTING, Optional.empty(), relay.url() + " restarts");
      Duration wait = Redial.atMost(LONGEST_ABSENCE, reconnectIn);
      redial.excuse(wait.plus(Redial.atMost(LONGEST_ABSENCE, tryFor)));
      redial.afresh();
      // Not all clients of the relay at the same instant.
      dialAfter(wait.plusMillis(ThreadLocalRandom.current().nextLong(10, 500)));
    }
  }

  @Override
  public void lost(RelaySession from, RelayFailure why) {
    if (!isCurrent(from) || closed) {
      return;
    }
    session = Optional.empty();
    State state = why.state() == State.NOT_A_RELAY ? State.NOT_A_RELAY : State.CONNECTING;
    show(state, Optional.empty(), why.detail());
    dialAfter(redial.lost(from.held()));
  }

  private boolean isCurrent(RelaySession other) {
    return session.isPresent() && session.get() == other;
  }

  private void show(State state, Optional<Duration> latency, String detail) {
    var next = new RelayView(relay.url(), state, latency, detail);
    if (!next.equals(view)) {
      view = next;
      listener.stateChanged(next);
    }
  }
}
