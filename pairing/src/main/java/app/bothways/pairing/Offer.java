package app.bothways.pairing;

import app.bothways.net.Subscription;
import app.bothways.pairing.PairingEvent.Failed;
import app.bothways.pairing.PairingEvent.Reason;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One code that is shown here. Open until somebody proves to know it, it expires, is burned or is
 * withdrawn; whichever comes first, and only the first, tells {@link Offers} the outcome.
 */
final class Offer implements PairingSession {
  private static final Logger LOG = LoggerFactory.getLogger(Offer.class);

  private enum State {
    OPEN,
    CLAIMED,
    ENDED
  }

  private final PairingCode code;
  private final Secrets secrets;
  private final EventQueue events;
  private final Offers offers;
  private final Context context;
  private final long begun;
  private final Instant expires;

  private State state = State.OPEN;
  private int wrongProofs;
  private Optional<Agreement> agreement = Optional.empty();
  private Subscription expiry = () -> {};

  Offer(PairingCode code, Secrets secrets, EventQueue events, Offers offers, Context context) {
    this.code = code;
    this.secrets = secrets;
    this.events = events;
    this.offers = offers;
    this.context = context;
    this.begun = context.timing().nanos();
    this.expires = context.timing().now().plus(context.limits().code());
  }

  synchronized void show() {
    events.add(new PairingEvent.Code(code, expires));
    expiry = context.timing().after(context.limits().code(), this::expire);
  }

  Secrets secrets() {
    return secrets;
  }

  EventQueue events() {
    return events;
  }

  /**
   * By the monotonic clock; and by the wall clock too, because the monotonic clock of some systems
   * stands still while the machine sleeps. A wall clock set forward only ends a code early.
   */
  boolean expired() {
    return context.timing().nanos() - begun >= context.limits().code().toNanos()
        || !context.timing().now().isBefore(expires);
  }

  synchronized void expire() {
    if (state == State.OPEN) {
      end(
          Refusal.EXPIRED,
          new Failed(Reason.EXPIRED, "The code has expired: show a new one. Nothing was stored."));
    }
  }

  /** Counts a wrong proof; true when that was one too many. */
  synchronized boolean wrongProof() {
    if (state != State.OPEN || ++wrongProofs < Limits.WRONG_PROOFS) {
      return false;
    }
    end(
        Refusal.BURNED,
        new Failed(
            Reason.BURNED,
            "Three devices or attempts came with a wrong code, so this one is void: show a new"
                + " one."));
    return true;
  }

  /** The first that proves to know the code has it; false for everybody after. */
  synchronized boolean claim(Agreement with) {
    if (state != State.OPEN) {
      return false;
    }
    state = State.CLAIMED;
    agreement = Optional.of(with);
    expiry.close();
    offers.over(this, Refusal.USED);
    return true;
  }

  /** Blocks until the agreement of the device that claimed this code is over. */
  void run(Agreement agreed, Finisher finisher) {
    try {
      events.add(outcome(agreed, finisher));
    } catch (RuntimeException e) {
      LOG.error("pairing failed", e);
      events.add(new Failed(Reason.CANCELLED, "Pairing failed here: " + e.getMessage()));
    }
    synchronized (this) {
      state = State.ENDED;
    }
    agreed.part();
  }

  private PairingEvent outcome(Agreement agreed, Finisher finisher) {
    return switch (agreed.run(agreed.observed())) {
      case Agreement.Result.Stored stored -> new PairingEvent.Paired(stored.device());
      case Agreement.Result.Ended ended -> ended.why();
      case Agreement.Result.Unsure unsure -> settled(unsure.row(), finisher);
    };
  }

  private PairingEvent settled(Unfinished row, Finisher finisher) {
    finisher.insist(row.id());
    // This side has decided, and the joiner's promise is on its disk: without an answer they count
    // as paired, and the joiner completes it when the two meet.
    return context
        .store()
        .device(row.id())
        .<PairingEvent>map(PairingEvent.Paired::new)
        .orElseGet(
            () ->
                new Failed(
                    Reason.UNREACHABLE,
                    "The connection broke while storing, and the other device did not store this"
                        + " one. Nothing was stored here either."));
  }

  synchronized Optional<Agreement> agreement() {
    return agreement;
  }

  @Override
  public void confirm() {
    agreement().ifPresent(Agreement::confirm);
  }

  @Override
  public synchronized void reject() {
    agreement.ifPresentOrElse(Agreement::reject, this::withdraw);
  }

  @Override
  public synchronized void close() {
    agreement.ifPresentOrElse(Agreement::giveUp, this::withdraw);
  }

  private void withdraw() {
    if (state == State.OPEN) {
      end(
          Refusal.WITHDRAWN,
          new Failed(Reason.CANCELLED, "Pairing was cancelled. Nothing was stored."));
    }
  }

  private void end(Refusal toJoiners, Failed here) {
    state = State.ENDED;
    expiry.close();
    offers.over(this, toJoiners);
    events.add(here);
  }
}
