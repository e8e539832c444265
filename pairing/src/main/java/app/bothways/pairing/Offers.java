package app.bothways.pairing;

import app.bothways.net.Subscription;
import app.bothways.net.address.RelayUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The codes shown here, and the outcome of the latest that are over. Of a code that is over only
 * the key remains with which a joiner proves that it has read it, so that it can be told what
 * became of the code; and its announcement on the local network, so that it can come and ask.
 *
 * <p>Lock order: an {@link Offer} before this.
 */
final class Offers implements AutoCloseable {
  private final Context context;
  private final Map<Offer, Subscription> open = new LinkedHashMap<>();
  private final List<Over> over = new ArrayList<>();
  private final List<Offer> claimed = new ArrayList<>();

  private record Over(Secrets secrets, Refusal outcome, long since, Subscription advert) {}

  Offers(Context context) {
    this.context = context;
  }

  Offer show(Consumer<PairingEvent> events) {
    var session = new byte[PairingCode.SESSION_LENGTH];
    context.random().nextBytes(session);
    Optional<RelayUrl> relay = context.endpoint().address().relays().stream().findFirst();
    var code = new PairingCode(session, context.endpoint().id(), relay);
    Secrets secrets = Secrets.of(session);
    var offer = new Offer(code, secrets, new EventQueue(events), this, context);
    List<Offer> tooMany = new ArrayList<>(open());
    Subscription advert = context.endpoint().lan().advertise(secrets.mdnsTag());
    synchronized (this) {
      open.put(offer, advert);
    }
    offer.show();
    tooMany.stream()
        .limit(Math.max(0, tooMany.size() + 1 - Limits.OPEN_CODES))
        .forEach(Offer::close);
    return offer;
  }

  /** Codes that can still be claimed, oldest first; expired ones are ended on the way. */
  List<Offer> open() {
    List<Offer> all;
    synchronized (this) {
      all = List.copyOf(open.keySet());
    }
    all.stream().filter(Offer::expired).forEach(Offer::expire);
    synchronized (this) {
      return List.copyOf(open.keySet());
    }
  }

  /** Called by an offer once, when nobody can claim it any more. */
  synchronized void over(Offer offer, Refusal outcome) {
    Subscription advert = open.remove(offer);
    if (advert == null) {
      return;
    }
    over.add(new Over(offer.secrets(), outcome, context.timing().nanos(), advert));
    if (outcome == Refusal.USED) {
      claimed.add(offer);
    } else {
      offer.secrets().wipe();
    }
    forgetOld();
  }

  /** The agreements that are going on. */
  List<Agreement> agreements() {
    List<Offer> going;
    synchronized (this) {
      going = List.copyOf(claimed);
    }
    return going.stream().flatMap(offer -> offer.agreement().stream()).toList();
  }

  /** The agreement of a claimed offer has ended. */
  synchronized void done(Offer offer) {
    claimed.remove(offer);
    offer.secrets().wipe();
  }

  /** What became of the code whose joiner's proof this is. */
  synchronized Optional<Refusal> outcome(byte[] transcript, byte[] proof) {
    forgetOld();
    Optional<Refusal> found = Optional.empty();
    for (Over ended : over) {
      if (Secrets.proves(ended.secrets.joinerKey(), transcript, proof)) {
        found = Optional.of(ended.outcome);
      }
    }
    return found;
  }

  private void forgetOld() {
    long now = context.timing().nanos();
    long longest = context.limits().remember().toNanos();
    while (!over.isEmpty()
        && (over.size() > Limits.REMEMBERED_CODES || now - over.getFirst().since >= longest)) {
      end(over.removeFirst().advert);
    }
  }

  /** Withdrawing an announcement may take the network a while. */
  private static void end(Subscription advert) {
    Thread.ofVirtual().name("pairing-unadvertise").start(advert::close);
  }

  synchronized int remembered() {
    return over.size();
  }

  @Override
  public void close() {
    open().forEach(Offer::close);
    List<Offer> going;
    synchronized (this) {
      going = List.copyOf(claimed);
    }
    going.forEach(Offer::close);
    synchronized (this) {
      over.forEach(ended -> end(ended.advert));
      over.clear();
    }
  }
}
