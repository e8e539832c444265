package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import app.bothways.pairing.Transcript.Parties;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves whoever dials {@link Pairing#ALPN}: judges the proof of a joiner, or answers a device that
 * asks how a broken pairing ended. A stranger costs one slot of {@link Limits#HANDSHAKES} for at
 * most the time of a handshake and leaves nothing behind but its place in the rate limit.
 */
final class Door implements ProtocolHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final Context context;
  private final Offers offers;
  private final Finisher finisher;
  private final RateLimit rate;
  private final Semaphore slots = new Semaphore(Limits.HANDSHAKES);

  Door(Context context, Offers offers, Finisher finisher) {
    this.context = context;
    this.offers = offers;
    this.finisher = finisher;
    this.rate = new RateLimit(context.timing());
  }

  /** A joiner that has proved to know a code that was open. */
  private record Admitted(Offer offer, Agreement agreement, Message.Reveal reveal) {}

  /** A joiner whose proof is still to be judged. */
  private record Candidate(Wire wire, DeviceInfo device, byte[] joined, byte[] proof) {}

  @Override
  public void serve(Connection connection) throws IOException, InterruptedException {
    Subscription guard =
        context.timing().after(context.limits().handshake(), () -> connection.close(1, "too slow"));
    Wire wire = Wire.accept(connection);
    try (guard) {
      switch (wire.read()) {
        case Message.Hello hello -> {
          Optional<Admitted> admitted = handshake(wire, hello);
          guard.close();
          if (admitted.isPresent()) {
            agree(wire, admitted.get());
          }
        }
        case Message.Finish finish -> finish(wire, finish);
        default -> refuse(wire, Refusal.PROTOCOL);
      }
    }
  }

  private void agree(Wire wire, Admitted admitted) {
    try {
      try {
        wire.send(admitted.reveal);
      } catch (IOException e) {
        wire.close("lost"); // The agreement finds that out and tells the person here.
      }
      admitted.offer.run(admitted.agreement, finisher);
    } finally {
      offers.done(admitted.offer);
    }
  }

  private void finish(Wire wire, Message.Finish finish) throws IOException {
    NodeId remote = wire.connection().remote();
    if (!rate.allows(remote)) {
      refuse(wire, Refusal.TOO_OFTEN);
      return;
    }
    if (finish.stage() == Unfinished.Stage.PREPARED) {
      // RACE: the joiner drops its promise if it is told Unknown. No agreement with it may decide
      // after that.
      offers.agreements().stream()
          .filter(agreement -> agreement.id().equals(remote))
          .forEach(Agreement::settle);
    }
    finisher.answer(wire, finish.stage());
  }

  private Optional<Admitted> handshake(Wire wire, Message.Hello hello)
      throws IOException, InterruptedException {
    if (!rate.allows(wire.connection().remote()) || !slots.tryAcquire()) {
      refuse(wire, Refusal.TOO_OFTEN);
      return Optional.empty();
    }
    try {
      return judged(wire, hello);
    } finally {
      slots.release();
    }
  }

  private Optional<Admitted> judged(Wire wire, Message.Hello hello)
      throws IOException, InterruptedException {
    if (hello.version() != PairingCode.VERSION) {
      refuse(wire, Refusal.VERSION);
      return Optional.empty();
    }
    Opening mine = Opening.fresh(context.self().get(), context.random());
    byte[] commitment = Transcript.commitment(mine);
    wire.send(new Message.Challenge(commitment));
    if (!(wire.read() instanceof Message.Prove prove)
        || !MessageDigest.isEqual(Transcript.commitment(prove.opening()), hello.commitment())) {
      refuse(wire, Refusal.PROTOCOL);
      return Optional.empty();
    }
    var parties = new Parties(context.endpoint().id(), wire.connection().remote());
    byte[] joined = Transcript.joined(hello.version(), parties, commitment, prove.opening());
    DeviceInfo device;
    try {
      device = prove.opening().device();
    } catch (IllegalArgumentException e) {
      refuse(wire, Refusal.PROTOCOL);
      return Optional.empty();
    }
    return admit(new Candidate(wire, device, joined, prove.proof()), mine);
  }

  private Optional<Admitted> admit(Candidate joiner, Opening mine)
      throws IOException, InterruptedException {
    List<Offer> open = offers.open();
    for (Offer offer : open) {
      if (Secrets.proves(offer.secrets().joinerKey(), joiner.joined, joiner.proof)) {
        Optional<Admitted> admitted = claim(offer, joiner, mine);
        if (admitted.isPresent()) {
          return admitted;
        }
      }
    }
    Optional<Refusal> outcome = offers.outcome(joiner.joined, joiner.proof);
    if (outcome.isPresent()) {
      LOG.warn(
          "{} knows a pairing code that is over ({})",
          joiner.wire.connection().remote().shortText(),
          outcome.get());
      refuse(joiner.wire, outcome.get());
    } else {
      wrong(joiner.wire, open);
    }
    return Optional.empty();
  }

  private Optional<Admitted> claim(Offer offer, Candidate joiner, Opening mine) {
    byte[] whole = Transcript.whole(joiner.joined, mine);
    Connection connection = joiner.wire.connection();
    var other =
        new Agreement.Other(
            connection.remote(),
            joiner.device,
            offer.secrets().digits(whole),
            Ways.of(connection.path()));
    var reveal = new Message.Reveal(mine, offer.secrets().showerProof(whole));
    var agreement =
        new Agreement(Agreement.Role.SHOWER, other, joiner.wire, context, offer.events());
    return offer.claim(agreement)
        ? Optional.of(new Admitted(offer, agreement, reveal))
        : Optional.empty();
  }

  private void wrong(Wire wire, List<Offer> open) throws IOException, InterruptedException {
    LOG.warn("{} came with a wrong pairing code", wire.connection().remote().shortText());
    long burned = open.stream().filter(Offer::wrongProof).count();
    Thread.sleep(context.limits().refusal());
    refuse(wire, burned > 0 ? Refusal.BURNED : Refusal.NOT_RIGHT);
  }

  private static void refuse(Wire wire, Refusal why) throws IOException {
    wire.lastWord(new Message.End(why));
    wire.awaitEnd();
  }
}
