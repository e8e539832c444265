package app.bothways.pairing;

import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.pairing.PairingEvent.Reason;
import app.bothways.pairing.PairingEvent.Way;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From two proofs to two stored devices: both people answer, then both stores are brought to the
 * same state. One thread runs {@link #run}; everything else only puts something into its mailbox.
 *
 * <p>Storing, once both have said yes: the joiner stores a promise and says Prepared; the showing
 * side stores the device, which is the decision, and says Committed; the joiner turns its promise
 * into a device and says Done. CRASH: before the decision neither side has a device; after it the
 * joiner's promise is on its disk, and whoever of the two is not sure asks the other when they meet
 * again ({@link Finisher}). The joiner asks first, because it must not go on without an answer.
 */
final class Agreement {
  private static final Logger LOG = LoggerFactory.getLogger(Agreement.class);

  /** Which side of the code this device is on. */
  enum Role {
    SHOWER,
    JOINER
  }

  /** The other device, as proved. */
  record Other(NodeId id, DeviceInfo device, String digits, Way way) {}

  /** How it ended. */
  sealed interface Result {
    /** Stored on both sides. */
    record Stored(Device device) implements Result {}

    /** Stored on neither side. */
    record Ended(PairingEvent.Failed why) implements Result {}

    /** The connection broke in the middle of storing: the other side must be asked. */
    record Unsure(Unfinished row) implements Result {}
  }

  private sealed interface Input {
    record Answer(UserAnswer answer) implements Input {}

    record Received(Message message) implements Input {}

    record Lost(String why) implements Input {}

    record TimeUp() implements Input {}
  }

  private enum UserAnswer {
    YES,
    NO,
    GIVE_UP
  }

  private final Role role;
  private final Other other;
  private final Wire wire;
  private final Context context;
  private final EventQueue events;
  private final LinkedBlockingQueue<Input> mailbox = new LinkedBlockingQueue<>();

  private boolean yesHere;
  private boolean yesThere;
  private NodeAddr hints;
  private Unfinished row;
  private Result result;
  private boolean lastWordHere;

  // Guards the decision against a joiner that asks on another connection at the same moment.
  private final Object decision = new Object();
  private boolean decided;
  private boolean tooLate;

  Agreement(Role role, Other other, Wire wire, Context context, EventQueue events) {
    this.role = role;
    this.other = other;
    this.wire = wire;
    this.context = context;
    this.events = events;
    this.hints = NodeAddr.of(other.id);
  }

  NodeId id() {
    return other.id;
  }

  NodeAddr observed() {
    return Hints.observed(wire.connection());
  }

  void confirm() {
    mailbox.add(new Input.Answer(UserAnswer.YES));
  }

  void reject() {
    mailbox.add(new Input.Answer(UserAnswer.NO));
  }

  void giveUp() {
    mailbox.add(new Input.Answer(UserAnswer.GIVE_UP));
  }

  /**
   * Asked by a joiner that lost this connection: from now on this side will not decide any more,
   * unless it has. So what the store says next stays true.
   */
  void settle() {
    synchronized (decision) {
      tooLate = true;
    }
    mailbox.add(new Input.Lost("the joiner asks anew"));
  }

  /** Blocks until it is over; the connection may still be open then. */
  Result run(NodeAddr knownAddress) {
    hints = knownAddress;
    Thread.ofVirtual().name("pairing-reader").start(this::readAll);
    events.add(new PairingEvent.Confirm(other.id, other.device, other.digits, other.way));
    Subscription limit = context.timing().after(context.limits().confirm(), this::timeUp);
    try {
      while (result == null) {
        handle(mailbox.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lost("this device is closing");
    } finally {
      limit.close();
    }
    return result;
  }

  /** Ends the connection, after the other side has had time to hear the last word. */
  void part() {
    if (lastWordHere) {
      wire.awaitEnd();
    } else {
      wire.close("done");
    }
  }

  private void timeUp() {
    mailbox.add(new Input.TimeUp());
  }

  private void readAll() {
    try {
      while (true) {
        mailbox.add(new Input.Received(wire.read()));
      }
    } catch (IOException e) {
      mailbox.add(new Input.Lost(e.getMessage()));
    }
  }

  private void handle(Input input) {
    try {
      switch (input) {
        case Input.Answer answer -> answered(answer.answer);
        case Input.Received received -> received(received.message);
        case Input.Lost lost -> lost(lost.why);
        case Input.TimeUp timeUp -> timeIsUp();
      }
    } catch (IOException e) {
      lost(e.getMessage());
    }
  }

  private void answered(UserAnswer answer) throws IOException {
    if (yesHere && yesThere) {
      return; // Both have said yes: it is being stored, and taking it back would leave a half.
    }
    switch (answer) {
      case YES -> yes();
      case NO -> end(Refusal.SAID_NO, Reason.REJECTED, "You said no. Nothing was stored.");
      case GIVE_UP ->
          end(Refusal.CANCELLED, Reason.CANCELLED, "Pairing was cancelled. Nothing was stored.");
    }
  }

  private void yes() throws IOException {
    if (yesHere) {
      return;
    }
    yesHere = true;
    wire.send(new Message.Confirm(context.endpoint().address(other.id)));
    if (yesThere) {
      agreed();
    } else {
      events.add(new PairingEvent.WaitingForOther());
    }
  }

  private void received(Message message) throws IOException {
    switch (message) {
      case Message.Confirm confirm when !yesThere -> {
        yesThere = true;
        hints = Hints.merge(hints, confirm.address());
        if (yesHere) {
          agreed();
        }
      }
      case Message.Prepared prepared when role == Role.SHOWER && yesHere && yesThere && !decided ->
          decide();
      case Message.Committed committed when role == Role.JOINER && row != null -> commit();
      case Message.Done done when role == Role.SHOWER && decided -> done();
      case Message.End end when !decided -> endedThere(end.why());
      default ->
          end(
              Refusal.PROTOCOL,
              Reason.REJECTED,
              "The other device broke the rules of pairing. Nothing was stored.");
    }
  }

  private void agreed() throws IOException {
    if (role == Role.SHOWER) {
      return; // The joiner promises first.
    }
    var promised = row(Unfinished.Stage.PREPARED);
    try {
      context.store().prepare(promised);
    } catch (RuntimeException e) {
      cannotStore(e);
      return;
    }
    row = promised;
    wire.send(new Message.Prepared());
  }

  private Unfinished row(Unfinished.Stage stage) {
    return new Unfinished(other.id, other.device, context.timing().now(), hints, stage);
  }

  private void decide() throws IOException {
    synchronized (decision) {
      if (tooLate) {
        lost("the joiner asked anew");
        return;
      }
      row = row(Unfinished.Stage.DECIDED);
      try {
        context.store().decide(row);
        decided = true;
      } catch (RuntimeException e) {
        // CRASH: a failing disk may have kept it. Saying nothing makes the joiner ask, and the
        // answer is what the store then holds.
        LOG.error("the paired device could not be stored", e);
        wire.close("could not store");
        ended(Reason.CANCELLED, "This device could not store the other one: " + e.getMessage());
        return;
      }
    }
    wire.send(new Message.Committed());
  }

  private void commit() throws IOException {
    Device device;
    try {
      device = context.store().commit(other.id).orElseThrow();
    } catch (RuntimeException e) {
      LOG.error("the paired device could not be stored; it is tried again", e);
      lost(e.getMessage());
      return;
    }
    result = new Result.Stored(device);
    lastWord(new Message.Done());
  }

  private void done() {
    try {
      context.store().acknowledged(other.id);
    } catch (RuntimeException e) {
      LOG.warn("what is done could not be noted; it will be asked for once more", e);
    }
    result = context.store().device(other.id).<Result>map(Result.Stored::new).orElseGet(this::gone);
  }

  private Result gone() {
    return new Result.Ended(
        new PairingEvent.Failed(Reason.CANCELLED, "The device was removed at the same moment."));
  }

  private void endedThere(Refusal why) {
    if (role == Role.JOINER && row != null) {
      // The side that decides says that it will not, so the promise is void.
      context.store().forget(other.id);
    }
    result = new Result.Ended(why.failed());
  }

  private void end(Refusal tell, Reason reason, String text) throws IOException {
    if (decided || row != null) {
      lost(text);
      return;
    }
    ended(reason, text);
    lastWord(new Message.End(tell));
  }

  private void lastWord(Message message) throws IOException {
    lastWordHere = true;
    wire.lastWord(message);
  }

  private void cannotStore(RuntimeException e) throws IOException {
    LOG.error("the pairing could not be stored", e);
    ended(Reason.CANCELLED, "This device could not store the other one: " + e.getMessage());
    lastWord(new Message.End(Refusal.NOT_STORED));
  }

  private void ended(Reason reason, String text) {
    result = new Result.Ended(new PairingEvent.Failed(reason, text));
  }

  private void lost(String why) {
    if (result != null) {
      return; // It was over before; only the goodbye did not get through.
    }
    if (decided || (role == Role.JOINER && row != null)) {
      result = new Result.Unsure(row);
    } else {
      LOG.debug("pairing connection lost: {}", why);
      ended(
          Reason.UNREACHABLE,
          "The connection to the other device was lost before both had confirmed. Nothing was"
              + " stored.");
    }
  }

  private void timeIsUp() throws IOException {
    if (yesHere && yesThere) {
      lost("the other device does not answer");
    } else {
      end(
          Refusal.NOT_ANSWERED,
          Reason.EXPIRED,
          "The digits were not confirmed on both devices in time. Nothing was stored.");
    }
  }
}
