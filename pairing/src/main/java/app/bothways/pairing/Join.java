package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.pairing.PairingEvent.Failed;
import app.bothways.pairing.PairingEvent.Reason;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One use of a code that another device shows: the race, the proof, the agreement. */
final class Join implements PairingSession {
  private static final Logger LOG = LoggerFactory.getLogger(Join.class);

  private final PairingCode code;
  private final Context context;
  private final RaceTimes times;
  private final Finisher finisher;
  private final EventQueue events;

  private boolean givenUp;
  private Optional<Race> race = Optional.empty();
  private Optional<Connection> proving = Optional.empty();
  private Optional<Agreement> agreement = Optional.empty();

  Join(PairingCode code, Context context, RaceTimes times, Finisher finisher, EventQueue events) {
    this.code = code;
    this.context = context;
    this.times = times;
    this.finisher = finisher;
    this.events = events;
  }

  void start(Runnable ended) {
    Thread.ofVirtual()
        .name("pairing-join")
        .start(
            () -> {
              try {
                run();
              } catch (RuntimeException e) {
                LOG.error("joining failed", e);
                fail(Reason.CANCELLED, "Pairing failed here: " + e.getMessage());
              } finally {
                ended.run();
              }
            });
  }

  private void run() {
    if (code.node().equals(context.endpoint().id())) {
      fail(Reason.REJECTED, "This code is from this very device; open it on the other one.");
      return;
    }
    Secrets secrets = Secrets.of(code.session());
    Race racing = new Race(context, code, secrets.mdnsTag(), times);
    if (!enter(racing)) {
      return;
    }
    switch (racing.run()) {
      case Race.Result.Lost lost -> fail(Reason.UNREACHABLE, lost.text());
      case Race.Result.GivenUp givenUpNow -> cancelled();
      case Race.Result.Won won -> {
        events.add(new PairingEvent.Race(won.way(), won.took(), won.tried()));
        try (Connection connection = won.connection()) {
          connected(won, connection, secrets);
        }
      }
    }
  }

  private void connected(Race.Result.Won won, Connection connection, Secrets secrets) {
    if (!enter(connection)) {
      return;
    }
    try {
      switch (prove(connection, secrets)) {
        case Handshake.Result.Refused refused -> events.add(refused.why().failed());
        case Handshake.Result.Impostor impostor ->
            fail(
                Reason.REJECTED,
                "The other device could not prove that it made this code. Nothing was stored.");
        case Handshake.Result.Proven proven -> agree(won, proven);
      }
    } catch (IOException e) {
      LOG.debug("the connection broke before the proof", e);
      if (isGivenUp()) {
        cancelled();
      } else {
        fail(
            Reason.UNREACHABLE,
            "The connection to the other device was lost. Nothing was stored; try again.");
      }
    }
  }

  private Handshake.Result prove(Connection connection, Secrets secrets) throws IOException {
    Subscription guard =
        context.timing().after(context.limits().handshake(), () -> connection.close(1, "too slow"));
    try {
      return new Handshake(context, code, secrets).run(connection);
    } finally {
      guard.close();
    }
  }

  private void agree(Race.Result.Won won, Handshake.Result.Proven proven) {
    var other = new Agreement.Other(code.node(), proven.device(), proven.digits(), won.way());
    var agreed = new Agreement(Agreement.Role.JOINER, other, proven.wire(), context, events);
    enter(agreed);
    NodeAddr known = won.address();
    events.add(
        switch (agreed.run(known)) {
          case Agreement.Result.Stored stored -> new PairingEvent.Paired(stored.device());
          case Agreement.Result.Ended ended -> ended.why();
          case Agreement.Result.Unsure unsure -> settled(unsure.row());
        });
    agreed.part();
  }

  private PairingEvent settled(Unfinished row) {
    Finisher.Answer answer = finisher.insist(row.id());
    Optional<Device> device = context.store().device(row.id());
    if (answer == Finisher.Answer.STORED && device.isPresent()) {
      return new PairingEvent.Paired(device.get());
    }
    return new Failed(
        Reason.UNREACHABLE,
        answer == Finisher.Answer.DROPPED
            ? "The connection broke before the other device had stored this one. Nothing was"
                + " stored; try again."
            : "The connection broke at the last moment. When the other device can be reached again,"
                + " this pairing is completed or dropped on both.");
  }

  private void fail(Reason reason, String text) {
    events.add(new Failed(reason, text));
  }

  private void cancelled() {
    fail(Reason.CANCELLED, "Pairing was cancelled. Nothing was stored.");
  }

  private synchronized boolean isGivenUp() {
    return givenUp;
  }

  private synchronized boolean enter(Race now) {
    race = Optional.of(now);
    return entered();
  }

  private synchronized boolean enter(Connection now) {
    proving = Optional.of(now);
    return entered();
  }

  private synchronized void enter(Agreement now) {
    agreement = Optional.of(now);
    if (givenUp) {
      now.giveUp();
    }
  }

  private boolean entered() {
    if (givenUp) {
      cancelled();
    }
    return !givenUp;
  }

  @Override
  public synchronized void confirm() {
    agreement.ifPresent(Agreement::confirm);
  }

  @Override
  public synchronized void reject() {
    agreement.ifPresentOrElse(Agreement::reject, this::close);
  }

  @Override
  public synchronized void close() {
    givenUp = true;
    race.ifPresent(Race::giveUp);
    if (agreement.isPresent()) {
      agreement.get().giveUp();
    } else {
      proving.ifPresent(connection -> connection.close(0, "given up"));
    }
  }
}
