package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.Order;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One folder on one device: what happened goes in, what is to be done comes out. Deterministic; for
 * one thread.
 *
 * <p>The disk is either looked at or changed, never both at once, so a scan is never surprised by
 * the machine's own steps. Rows are told to others only when they are durable. Receiving never
 * makes a new version, except where this device's edit must hold against a deletion.
 */
public final class FolderMachine {
  /** How the folder stands, for people. */
  public enum State {
    SCANNING,
    SYNCING,
    IN_SYNC,
    WAITING,
    PAUSED,
    ERROR
  }

  private final Index index;
  private final Maker maker;
  private final Members members;
  private final Troubles troubles = new Troubles();
  private final Policy policy = new Policy();
  private final OneWay oneWay;
  private final Presence presence;
  private final Work work;
  private final Graves graves;
  private final Vanished vanished;
  private final Deletions deletions;
  private final TakenBack takenBack;
  private final Scans scans;
  private final List<Runnable> afterSteps = new ArrayList<>();
  private List<Effect> effects = new ArrayList<>();
  private Order order = Order.SMALLEST;
  private Optional<Round> round = Optional.empty();
  private boolean undecided = true;
  private Optional<Runnable> checkpoint = Optional.empty();
  private long answered;

  public FolderMachine(Index index) {
    this(index, Breaker.PUBLISHING, Breaker.APPLYING);
  }

  /**
   * @param publishing from how many deletions found here on a person is asked
   * @param applying from how many deletions wanted by others on a person is asked
   */
  public FolderMachine(Index index, Breaker publishing, Breaker applying) {
    this.index = index;
    maker = new Maker(index, policy);
    var lostHere = new LostHere(index);
    var looker = new Looker(index, maker, lostHere);
    graves = new Graves(index);
    vanished =
        new Vanished(
            index,
            looker,
            new MovedOnto(index, maker, new MovedUnseen(index, troubles)),
            new MovedBits(index, maker),
            new WantedBack(index, maker),
            publishing);
    deletions = new Deletions(index, vanished, applying);
    members = new Members(index, policy, lostHere, this::emit);
    work =
        new Work(index, maker, members, troubles, policy, deletions, this::emit, this::lookAgain);
    takenBack = new TakenBack(index, maker, members);
    scans = new Scans(work, looker, vanished, takenBack);
    oneWay = new OneWay(index, maker, members, policy);
    presence = new Presence(members, this::emit);
  }

  private void emit(Effect effect) {
    effects.add(effect);
  }

  private void lookAgain(Set<RelPath> paths) {
    scans.again(paths);
  }

  /**
   * @param nowMillis since 1970, by a clock that may be set back or forth at any time
   */
  public List<Effect> on(Event event, long nowMillis) {
    effects = new ArrayList<>();
    maker.now(nowMillis);
    take(event);
    pump();
    return effects;
  }

  private void take(Event event) {
    switch (event) {
      case Event.Opened _ -> {}
      case Event.PowerFailed failed -> takenBack.powerFailed(failed.startedNanos());
      case Event.LookAt look -> scans.want(look.paths());
      case Event.Found found -> {
        undecided |= !found.findings().isEmpty();
        found.findings().forEach(scans::found);
      }
      case Event.ScanEnded ended -> {
        scans.ended(ended.error());
        undecided = true;
      }
      case Event.Up up -> presence.up(up.device());
      case Event.Down down -> presence.down(down.device());
      case Event.Shared shared -> shared(shared.members());
      case Event.Left left -> left(left.device());
      case Event.Heard heard -> heard(heard.device(), heard.message());
      case Event.Fetched f -> round.ifPresent(r -> f.contents().forEach(r::fetched));
      case Event.Copied c -> round.ifPresent(r -> r.copied(c.path(), c.staged()));
      case Event.Applied applied -> {
        scans.changed();
        undecided = true;
        round.ifPresent(r -> r.applied(applied.results()));
        afterSteps.forEach(Runnable::run);
        afterSteps.clear();
      }
      case Event.Checkpointed durable -> {
        members.durable(durable.seq());
        checkpoint.ifPresent(Runnable::run);
        checkpoint = Optional.empty();
      }
      case Event.Rang _ -> undecided = true;
      case Event.AskInSync ask -> {
        scans.ask(ask.token());
        troubles.retryAll();
        undecided = true;
      }
      case Event.Decided person -> {
        vanished.decide(person.deleted());
        deletions.decide(person.deleted());
        scans.wantAll();
        troubles.retryAll();
        undecided = true;
      }
      case Event.Preferred preferred -> order = preferred.order();
      case Event.Paused pause -> {
        presence.pause(pause.paused());
        undecided = true;
      }
      case Event.Rules rules -> betweenSteps(() -> rules(rules));
      case Event.Mode mode -> betweenSteps(() -> oneWay.mode(mode.mode()));
      case Event.MineHolds _ -> betweenSteps(oneWay::override);
      case Event.TheirsHold _ -> betweenSteps(oneWay::revert);
    }
  }

  /** CRASH: who was removed while the folder was closed, or just before a crash, has left too. */
  private void shared(Set<NodeId> members) {
    graves.shared(members);
    index.heardOf().stream().filter(device -> !members.contains(device)).forEach(this::left);
  }

  private void left(NodeId device) {
    presence.left(device);
    graves.left();
    undecided = true;
  }

  private void rules(Event.Rules rules) {
    if (oneWay.rules(rules)) {
      scans.wantAll();
    }
  }

  /**
   * What the disk is being changed to was decided under the rules and the way of before: the index
   * has to say so before they change.
   */
  private void betweenSteps(Runnable change) {
    undecided = true;
    if (scans.isChanging()) {
      afterSteps.add(change);
    } else {
      change.run();
    }
  }

  private void heard(NodeId device, Message message) {
    undecided = true;
    if (presence.heard(device, message, troubles)) {
      scans.wantAll();
    }
  }

  private void pump() {
    if (!presence.paused()) {
      scans.beginIfWanted();
      runRound();
    }
    if (members.needsCheckpoint() && checkpoint.isEmpty()) {
      checkpoint = Optional.of(members.checkpoint());
      emit(new Effect.Checkpoint());
    }
    if (!presence.paused()) {
      members.publish(settled(), scans.asked(), scans.told());
    }
    if (settled()) {
      graves.collect();
    }
    if (scans.asked() > answered && inSync(scans.asked())) {
      answered = scans.asked();
      emit(new Effect.InSync(answered));
    }
    nextWake().ifPresent(at -> emit(new Effect.Wake(Math.max(0, at - maker.now()))));
  }

  private void runRound() {
    for (int turns = 0; turns < 1000; turns++) {
      if (round.isEmpty() && !beginRound()) {
        return;
      }
      int before = effects.size();
      round.get().advance(scans.diskIsFree() && scans.error().isEmpty());
      if (effects.subList(before, effects.size()).stream()
          .anyMatch(e -> e instanceof Effect.Apply)) {
        scans.changing();
      }
      if (!round.get().done()) {
        return;
      }
      round = Optional.empty();
      undecided |= troubles.takeSomeAtOnce();
    }
  }

  private boolean beginRound() {
    if (!undecided || !scans.scannedOnce() || !scans.diskIsFree() || scans.error().isPresent()) {
      return false;
    }
    if (!members.allCaughtUp()) {
      return false;
    }
    undecided = false;
    takenBack.nobodyElseHas();
    if (index.need().items() == 0) {
      troubles.keepOnly(_ -> false);
      deletions.nothingToDo();
      return false;
    }
    var fresh = new Round(work);
    fresh.gather(order);
    round = Optional.of(fresh);
    return true;
  }

  private boolean settled() {
    return !presence.paused() && scans.atRest() && round.isEmpty() && members.allDurable();
  }

  private boolean inSync(long token) {
    return settled() && scans.hasAnswered(token) && need().items() == 0 && members.agree(token);
  }

  private Optional<Long> nextWake() {
    Optional<Long> again = round.isPresent() ? Optional.empty() : troubles.next(maker.now());
    if (presence.paused()) {
      return again;
    }
    return scans
        .retryAt()
        .or(() -> Stream.concat(again.stream(), scans.nextAt().stream()).min(Long::compare));
  }

  /** Whether the whole disk was looked at since the folder was opened. */
  boolean knowsItsDisk() {
    return scans.scannedOnce();
  }

  public State state() {
    if (presence.paused()) {
      return State.PAUSED;
    }
    if (scans.error().isPresent() || vanished.held().isPresent()) {
      return State.ERROR;
    }
    if (!scans.scannedOnce() || scans.lookingAtAll() && round.isEmpty()) {
      return State.SCANNING;
    }
    if (round.isPresent() || !settled()) {
      return State.SYNCING;
    }
    if (need().items() == 0) {
      return presence.allHaveAll() ? State.IN_SYNC : State.SYNCING;
    }
    return troubles.errors().isEmpty() && deletions.held().isEmpty() ? State.WAITING : State.ERROR;
  }

  /** What is still to come here; not what is left as it is. */
  public Index.Need need() {
    return policy.without(index.need());
  }

  /** What a person may ask about single names. */
  public Inside inside() {
    return new Inside(work, scans.error(), scans.scannedOnce(), presence.paused());
  }

  public List<SyncError> errors() {
    var all = new ArrayList<SyncError>();
    scans.error().ifPresent(all::add);
    all.addAll(policy.faults());
    vanished.held().ifPresent(all::add);
    deletions.held().ifPresent(all::add);
    all.addAll(troubles.errors());
    return all;
  }
}
