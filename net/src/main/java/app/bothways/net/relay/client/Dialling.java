package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.RelayView.State;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reaches a relay by attempts that overlap: an attempt that gets no word from the relay (it was
 * made in the moment in which the relay died, its packets were lost, a name server is silent) ends
 * only after {@link DialAttempt#OVERALL_SECONDS}, and must not keep the next one from being made.
 * The first that succeeds counts and ends the others. Ends exactly once. Event loop only.
 */
final class Dialling {
  private final Relay relay;
  private final NodeKey key;
  private final EventLoop loop;
  private final Duration patience;
  private final DialAttempt.Outcome outcome;
  private final List<DialAttempt> running = new ArrayList<>();
  private Optional<Future<?>> nextAttempt = Optional.empty();
  private boolean ended;

  /**
   * @param patience without a word for so long, the next attempt begins beside those that run
   */
  Dialling(
      Relay relay, NodeKey key, EventLoop loop, Duration patience, DialAttempt.Outcome outcome) {
    this.relay = relay;
    this.key = key;
    this.loop = loop;
    this.patience = patience;
    this.outcome = outcome;
  }

  void start() {
    attempt();
  }

  /** Gives up silently. */
  void cancel() {
    ended = true;
    nextAttempt.ifPresent(timer -> timer.cancel(false));
    running.forEach(DialAttempt::cancel);
    running.clear();
  }

  private void attempt() {
    var result = new Result();
    var next = new DialAttempt(relay, key, loop, result);
    result.of = Optional.of(next);
    running.add(next);
    awaitWord();
    next.start();
  }

  /** Twice as long for each attempt more that is silent: it may be too many who ask the relay. */
  private void awaitWord() {
    nextAttempt.ifPresent(timer -> timer.cancel(false));
    long wait = patience.toMillis() << (running.size() - 1);
    nextAttempt = Optional.of(loop.schedule(this::another, wait, TimeUnit.MILLISECONDS));
  }

  /** A relay that has said something is alive: asking it again would only disturb the answer. */
  private void another() {
    if (ended) {
      return;
    }
    if (running.stream().anyMatch(DialAttempt::heard)) {
      awaitWord();
    } else {
      attempt();
    }
  }

  private final class Result implements DialAttempt.Outcome {
    private Optional<DialAttempt> of = Optional.empty();

    @Override
    public void up(Channel channel, GreetingHandler greeting) {
      of.ifPresent(running::remove);
      cancel();
      outcome.up(channel, greeting);
    }

    /**
     * A relay that cannot be reached by one attempt may still answer another; whatever else an
     * attempt has found out holds for all.
     */
    @Override
    public void down(RelayFailure failure) {
      of.ifPresent(running::remove);
      if (running.isEmpty() || failure.state() != State.UNREACHABLE) {
        cancel();
        outcome.down(failure);
      } else {
        awaitWord();
      }
    }
  }
}
