package app.bothways.app.control;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.net.Subscription;
import app.bothways.pairing.PairingSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the control socket. What it started (a pairing, a watch) ends when it hangs up:
 * that is how Ctrl-C in a terminal cancels a pairing.
 */
final class ControlConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);
  private static final int MAX_REQUESTS_AT_ONCE = 32;

  private final Wire wire;
  private final Outbox outbox;
  private final Methods methods;
  private final Semaphore requests = new Semaphore(MAX_REQUESTS_AT_ONCE);
  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch hungUp = new CountDownLatch(1);
  private final AtomicBoolean pairingBegun = new AtomicBoolean();
  private final CompletableFuture<PairingSession> pairing = new CompletableFuture<>();

  ControlConnection(Wire wire, Methods methods) {
    this.wire = wire;
    this.outbox = new Outbox(wire);
    this.methods = methods;
  }

  void serve() {
    try {
      for (Optional<Message> next = wire.read(); next.isPresent(); next = wire.read()) {
        handle(next.get());
      }
    } catch (Lines.TooLongException tooLong) {
      refuse(tooLong);
    } catch (IOException gone) {
      LOG.debug("A control client went away: {}", gone.getMessage());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(Lines.TooLongException tooLong) {
    answer(new Message.Failure(-1, Message.INVALID_REQUEST, tooLong.getMessage()));
    try {
      outbox.finish();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Message message) throws InterruptedException {
    switch (message) {
      case Message.Request request -> {
        requests.acquire();
        Thread.ofVirtual().name("control-" + request.method()).start(() -> work(request));
      }
      case Message.Failure failure -> answer(failure);
      // A client answers nothing, for it was asked nothing.
      case Message.Event _, Message.Result _ -> {}
    }
  }

  private void work(Message.Request request) {
    workers.add(Thread.currentThread());
    try {
      answer(outcome(request));
    } finally {
      workers.remove(Thread.currentThread());
      requests.release();
    }
  }

  private Message outcome(Message.Request request) {
    try {
      JsonNode result = methods.call(this, request.method(), request.params());
      return new Message.Result(request.id(), result);
    } catch (Refusal refused) {
      return new Message.Failure(
          request.id(), Message.REFUSED, refused.getMessage(), refused.code());
    } catch (Methods.UnknownMethodException unknown) {
      return new Message.Failure(request.id(), Message.NO_SUCH_METHOD, unknown.getMessage());
    } catch (IllegalArgumentException wrong) {
      return new Message.Failure(request.id(), Message.INVALID_PARAMS, wrong.getMessage());
    } catch (InterruptedException closing) {
      return new Message.Failure(request.id(), Message.INTERNAL, "Bothways is stopping");
    } catch (UncheckedIOException e) {
      LOG.warn("The request {} failed", request.method(), e);
      Refusal refused = Refusal.notWritten(e);
      return new Message.Failure(
          request.id(), Message.INTERNAL, refused.getMessage(), refused.code());
    } catch (RuntimeException e) {
      LOG.error("The request {} failed", request.method(), e);
      return new Message.Failure(
          request.id(), Message.INTERNAL, "something went wrong here: " + e + "; see the log");
    }
  }

  /** Sends an event to the client; nothing happens when it has hung up. */
  void event(ObjectNode params) {
    answer(new Message.Event(params));
  }

  private void answer(Message message) {
    outbox.put(message);
  }

  /** Keeps a subscription until the client hangs up. */
  void keep(Subscription subscription) {
    open.add(subscription);
  }

  /** Waits until the client hangs up. */
  void awaitHangUp() throws InterruptedException {
    hungUp.await();
  }

  /** True for the first caller only: a connection is for one pairing. */
  boolean beginPairing() {
    return pairingBegun.compareAndSet(false, true);
  }

  void pairing(PairingSession session) {
    pairing.complete(session);
    if (hungUp.getCount() == 0) {
      // RACE: the client hung up while the session was being made; nobody else would end it.
      session.close();
    }
  }

  /**
   * The session of this connection. RACE: an event of the session can reach the client, and the
   * client's answer come back, before the session is known here; so this waits.
   */
  PairingSession pairing() throws Refusal, InterruptedException {
    if (!pairingBegun.get()) {
      throw new Refusal(Mistake.NO_PAIRING, "no pairing is going on");
    }
    try {
      return pairing.get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new Refusal(Mistake.NO_PAIRING, "no pairing is going on", e);
    }
  }

  @Override
  public void close() {
    // RACE: first the wire, so that no answer of a request that ends now is taken for its result.
    wire.close();
    outbox.close();
    hungUp.countDown();
    open.forEach(Subscription::close);
    if (pairing.isDone()) {
      pairing.join().close();
    }
    workers.forEach(Thread::interrupt);
  }
}
