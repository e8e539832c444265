package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.memory.MemoryNet;
import app.bothways.pairing.PairingEvent.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever breaks while a pairing is being stored, both devices have it in the end, or neither. */
@Timeout(90)
class CrashTest {
  @TempDir Path home;

  private final MemoryNet net = new MemoryNet();
  private final NodeId anasId = NodeKey.generate().id();
  private final NodeId bensId = NodeKey.generate().id();
  private final AtomicReference<Disk> disk = new AtomicReference<>();
  private final Recorder shown = new Recorder();
  private final Recorder joined = new Recorder();

  private Party ana(Party.Setup setup) {
    return Party.open(net, home.resolve("ana"), anasId, setup);
  }

  private Party ben(Party.Setup setup) {
    return Party.open(net, home.resolve("ben"), bensId, setup);
  }

  /** A setup on whose disk {@code happening} happens. */
  private Party.Setup breaking(String name, Disk.Step step, Disk.When when, Runnable happening) {
    return Party.named(name)
        .disk(
            real -> {
              disk.set(new Disk(real, step, when, happening));
              return disk.get();
            });
  }

  private static boolean shower(Disk.Step step) {
    return switch (step) {
      case DECIDE, ACKNOWLEDGE -> true;
      case PREPARE, COMMIT -> false;
    };
  }

  private void pair(Party ana, Party ben) {
    PairingSession a = ana.pairing.offer(shown);
    PairingSession b = ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    a.confirm();
    b.confirm();
  }

  private static boolean settled(Party ana, Party ben) {
    return ana.store.unfinished().isEmpty() && ben.store.unfinished().isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PREPARE, BEFORE, 0",
    "PREPARE, AFTER, 0",
    "DECIDE, BEFORE, 0",
    "DECIDE, AFTER, 1",
    "COMMIT, BEFORE, 1",
    "COMMIT, AFTER, 1",
    "ACKNOWLEDGE, BEFORE, 1",
    "ACKNOWLEDGE, AFTER, 1"
  })
  void afterAKillAtAnyStepBothHaveTheDeviceOrNeither(Disk.Step step, Disk.When when, int devices)
      throws Exception {
    NodeId victim = shower(step) ? anasId : bensId;
    Runnable kill =
        () -> {
          net.cut(victim);
          disk.get().die();
        };
    Party ana = ana(shower(step) ? breaking("Ana", step, when, kill) : Party.named("Ana"));
    Party ben = ben(shower(step) ? Party.named("Ben") : breaking("Ben", step, when, kill));
    pair(ana, ben);
    assertThat(disk.get().happened().await(20, TimeUnit.SECONDS)).isTrue();
    // The dead process leaves nothing but its disk; a new one starts from that.
    if (shower(step)) {
      ana.close();
      ana = ana(Party.named("Ana"));
    } else {
      ben.close();
      ben = ben(Party.named("Ben"));
    }
    try (Party a = ana;
        Party b = ben) {
      Eventually.holds("both sides are sure", () -> settled(a, b));
      Eventually.holds(
          "both or neither", () -> a.store.devices().size() == b.store.devices().size());
      assertThat(a.store.devices()).hasSize(devices);
      assertThat(b.store.devices()).hasSize(devices);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PREPARE, BEFORE, 0",
    "PREPARE, AFTER, 0",
    "DECIDE, BEFORE, 1",
    "DECIDE, AFTER, 1",
    "COMMIT, BEFORE, 1",
    "COMMIT, AFTER, 1",
    "ACKNOWLEDGE, BEFORE, 1"
  })
  void afterABrokenConnectionAtAnyStepBothPeopleReadTheSame(
      Disk.Step step, Disk.When when, int devices) {
    Runnable breakIt =
        () -> {
          net.cut(bensId);
          net.heal(bensId);
        };
    Party.Setup anas = shower(step) ? breaking("Ana", step, when, breakIt) : Party.named("Ana");
    Party.Setup bens = shower(step) ? Party.named("Ben") : breaking("Ben", step, when, breakIt);
    try (Party ana = ana(anas);
        Party ben = ben(bens)) {
      pair(ana, ben);
      if (devices == 1) {
        assertThat(shown.paired().id()).isEqualTo(bensId);
        assertThat(joined.paired().id()).isEqualTo(anasId);
      } else {
        assertThat(shown.failed().reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(joined.failed().reason()).isEqualTo(Reason.UNREACHABLE);
      }
      Eventually.holds("both sides are sure", () -> settled(ana, ben));
      assertThat(ana.store.devices()).hasSize(devices);
      assertThat(ben.store.devices()).hasSize(devices);
    }
  }

  @ParameterizedTest
  @CsvSource({"PREPARE", "DECIDE"})
  void aDiskThatFailsGivesNeitherADevice(Disk.Step step) {
    Runnable fail =
        () -> {
          throw new java.io.UncheckedIOException(new java.io.IOException("disk full"));
        };
    Disk.When before = Disk.When.BEFORE;
    try (Party ana = ana(breaking("Ana", step, before, fail));
        Party ben =
            step == Disk.Step.PREPARE
                ? ben(breaking("Ben", step, before, fail))
                : ben(Party.named("Ben"))) {
      pair(ana, ben);
      assertThat((shower(step) ? shown : joined).failed().text()).contains("disk full");
      (shower(step) ? joined : shown).failed();
      Eventually.holds("both sides are sure", () -> settled(ana, ben));
      assertThat(ana.store.devices()).isEmpty();
      assertThat(ben.store.devices()).isEmpty();
    }
  }

  private static Unfinished row(NodeId id, Unfinished.Stage stage, Instant since) {
    return new Unfinished(
        id, new DeviceInfo("Other", "OS"), since, app.bothways.net.address.NodeAddr.of(id), stage);
  }

  @Test
  void aPromiseOnWhichNobodyAnswersIsKeptForAWeekAndThenDropped() {
    var clock = new FakeTiming();
    try (Party ben = ben(Party.named("Ben").with(clock))) {
      ben.store.prepare(row(anasId, Unfinished.Stage.PREPARED, clock.now()));
      var finisher =
          new Finisher(
              new Context(
                  ben.endpoint, ben.store, () -> new DeviceInfo("Ben", ""), clock, Party.LIMITS));
      clock.pass(Finisher.PROMISE);
      assertThat(finisher.ask(anasId)).isEqualTo(Finisher.Answer.NONE);
      assertThat(ben.store.unfinished()).hasSize(1);
      clock.pass(Duration.ofSeconds(1));
      assertThat(finisher.ask(anasId)).isEqualTo(Finisher.Answer.DROPPED);
      assertThat(ben.store.unfinished()).isEmpty();
      assertThat(ben.store.devices()).isEmpty();
    }
  }

  @Test
  void aDecisionWhosePromiseHasBeenDroppedIsTakenBack() {
    try (Party ana = ana(Party.named("Ana"));
        Party ben = ben(Party.named("Ben"))) {
      ana.store.decide(row(bensId, Unfinished.Stage.DECIDED, Instant.EPOCH));
      var finisher =
          new Finisher(
              new Context(
                  ana.endpoint,
                  ana.store,
                  () -> new DeviceInfo("Ana", ""),
                  ana.timing,
                  Party.LIMITS));
      assertThat(finisher.ask(bensId)).isEqualTo(Finisher.Answer.DROPPED);
      assertThat(ana.store.devices()).isEmpty();
      assertThat(ben.store.devices()).isEmpty();
    }
  }

  @Test
  void aStrangerThatAsksLearnsOnlyThatItIsUnknown() throws Exception {
    try (Party ana = ana(Party.named("Ana"))) {
      NodeId stranger = NodeKey.generate().id();
      for (Unfinished.Stage stage : Unfinished.Stage.values()) {
        try (var connection =
            net.endpoint(stranger)
                .dial(
                    app.bothways.net.address.NodeAddr.of(ana.id),
                    Pairing.ALPN,
                    Duration.ofSeconds(5))) {
          Wire wire = Wire.open(connection);
          wire.send(new Message.Finish(stage));
          assertThat(wire.read()).isEqualTo(new Message.Unknown());
        }
      }
      assertThat(ana.store.devices()).isEmpty();
      assertThat(ana.store.unfinished()).isEmpty();
    }
  }
}
