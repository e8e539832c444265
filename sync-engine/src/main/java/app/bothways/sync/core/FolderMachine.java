package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.Order;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One folder on one device: what happened goes in, what is to be done comes out. Deterministic; for
 * one thread.
 *
 * <p>The disk is either looked at or changed, never both at once, so a scan is never surprised by
 * the machine's own steps. Rows are told to others only when they are durable. Receiving never
 * makes a new version, except where this device's edit must hold against a deletion.
 */
public final class FolderMachine {
  private enum Disk {
    FREE,
    SCANNING,
    CHANGING
  }

  /** How the folder stands, for people. */
  public enum State {
    SCANNING,
    SYNCING,
    IN_SYNC,
    WAITING,
    PAUSED,
    ERROR
  }

  private static final long LONGEST_SILENCE_MILLIS = 5000;

  private final Index index;
  private final Maker maker;
  private final Looker looker;
  private final Members members;
  private final Troubles troubles = new Troubles();
  private final Policy policy = new Policy();
  private final OneWay oneWay;
  private final Presence presence;
  private final Work work;
  private final Graves graves;
  private final Vanished vanished;
  private final Deletions deletions;
  private long scanBegunAt;
  private long scanBegunSeq;
  private long scanEndedSeq;
  private boolean scannedBefore;
  private List<Effect> effects = new ArrayList<>();

  private Disk disk = Disk.FREE;
  private Order order = Order.SMALLEST;
  private boolean wholeWanted = true;
  private final Set<RelPath> wanted = new TreeSet<>();
  private boolean wholeRunning;
  private boolean scannedOnce;
  private Optional<SyncError> folderError = Optional.empty();
  private long retryScanAt = Long.MAX_VALUE;
  private int scanFailures;

  private Optional<Round> round = Optional.empty();
  private boolean undecided = true;
  private Optional<Runnable> checkpoint = Optional.empty();

  private long asked;
  private long askBegun;
  private long askScanned;
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
    looker = new Looker(index, maker);
    graves = new Graves(index);
    vanished = new Vanished(index, looker, new WantedBack(index, maker), publishing);
    deletions = new Deletions(index, applying);
    members = new Members(index, policy, this::emit);
    work = new Work(index, maker, members, troubles, policy, deletions, this::emit, wanted::addAll);
    oneWay = new OneWay(index, maker, members, policy);
    presence = new Presence(members, this::emit);
  }

  private void emit(Effect effect) {
    effects.add(effect);
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
      case Event.LookAt look -> lookAt(look.paths());
      case Event.Found found -> found.findings().forEach(this::found);
      case Event.ScanEnded ended -> scanEnded(ended.error());
      case Event.Up up -> presence.up(up.device());
      case Event.Down down -> presence.down(down.device());
      case Event.Shared shared -> graves.shared(shared.members());
      case Event.Left left -> {
        presence.left(left.device());
        graves.left();
        undecided = true;
      }
      case Event.Heard heard -> heard(heard.device(), heard.message());
      case Event.Fetched f -> round.ifPresent(r -> r.fetched(f.want(), f.staged(), f.error()));
      case Event.Copied c -> round.ifPresent(r -> r.copied(c.path(), c.staged()));
      case Event.Applied applied -> {
        disk = Disk.FREE;
        undecided = true;
        round.ifPresent(r -> r.applied(applied.results()));
      }
      case Event.Checkpointed durable -> {
        members.durable(durable.seq());
        checkpoint.ifPresent(Runnable::run);
        checkpoint = Optional.empty();
      }
      case Event.Rang _ -> undecided = true;
      case Event.AskInSync ask -> {
        asked = Math.max(asked, ask.token());
        wholeWanted = true;
        troubles.retryAll();
        undecided = true;
      }
      case Event.Decided person -> {
        vanished.decide(person.deleted());
        deletions.decide(person.deleted());
        wholeWanted = true;
        troubles.retryAll();
        undecided = true;
      }
      case Event.Preferred preferred -> order = preferred.order();
      case Event.Paused pause -> {
        presence.pause(pause.paused());
        undecided = true;
      }
      case Event.Rules rules -> {
        wholeWanted |= oneWay.rules(rules);
        undecided = true;
      }
      case Event.Mode mode -> {
        oneWay.mode(mode.mode());
        undecided = true;
      }
      case Event.MineHolds _ -> oneWay.override();
      case Event.TheirsHold _ -> {
        oneWay.revert();
        undecided = true;
      }
    }
  }

  private void lookAt(Set<RelPath> paths) {
    if (paths.isEmpty()) {
      wholeWanted = true;
    } else {
      wanted.addAll(paths);
    }
  }

  private void found(Finding finding) {
    undecided = true;
    if (policy.excludes(finding, index)) {
      return;
    }
    switch (finding) {
      case Finding.Gone gone -> {
        troubles.clear(gone.path());
        vanished.gone(gone.path());
      }
      case Finding.Present present -> {
        troubles.clear(present.path());
        vanished.present(present);
        looker.present(present);
        present.path().parent().filter(p -> !isDir(p)).ifPresent(wanted::add);
      }
      case Finding.Unknown unknown -> troubles.unseen(unknown.path(), unknown.error());
    }
  }

  private boolean isDir(RelPath path) {
    return index.row(path).filter(r -> r.entry() instanceof DirEntry).isPresent();
  }

  private void scanEnded(Optional<SyncError> error) {
    policy.unblock();
    disk = Disk.FREE;
    folderError = error;
    undecided = true;
    if (error.isPresent()) {
      vanished.scanBegins();
      retryScanAt = maker.now() + (1000L << Math.min(scanFailures++, 6));
      return;
    }
    scanFailures = 0;
    if (vanished.scanEnded(wholeRunning, maker.now())) {
      members.relearn();
    }
    scanEndedSeq = index.lastSeq();
    if (wholeRunning) {
      scannedOnce = true;
      index.joined();
      askScanned = askBegun;
      members.scanEnded();
    }
  }

  private void heard(NodeId device, Message message) {
    undecided = true;
    wholeWanted |= presence.heard(device, message, troubles);
  }

  private void pump() {
    if (disk == Disk.FREE && !presence.paused()) {
      scanIfWanted();
    }
    if (!presence.paused()) {
      runRound();
    }
    if (members.needsCheckpoint() && checkpoint.isEmpty()) {
      checkpoint = Optional.of(members.checkpoint());
      emit(new Effect.Checkpoint());
    }
    if (!presence.paused()) {
      members.publish(settled(), asked, told());
    }
    if (settled()) {
      graves.collect();
    }
    if (asked > answered && inSync(asked)) {
      answered = asked;
      emit(new Effect.InSync(asked));
    }
    nextWake().ifPresent(at -> emit(new Effect.Wake(Math.max(0, at - maker.now()))));
  }

  /**
   * How much of the index others may hear of. What a scan finds is told when it has ended, so that
   * both ends of a move go together; but nobody waits long for that, nor for a first scan.
   */
  private long told() {
    boolean wait =
        (disk == Disk.SCANNING || !members.isDurable(scanEndedSeq))
            && scannedBefore
            && maker.now() - scanBegunAt < LONGEST_SILENCE_MILLIS;
    return wait ? scanBegunSeq : Long.MAX_VALUE;
  }

  private void scanIfWanted() {
    boolean heldBack = folderError.isPresent() && maker.now() < retryScanAt;
    boolean want = wholeWanted || !wanted.isEmpty() || folderError.isPresent();
    if (!want || heldBack) {
      return;
    }
    wholeRunning = wholeWanted || !scannedOnce || folderError.isPresent();
    if (wholeRunning) {
      wholeWanted = false;
      askBegun = asked;
      members.scanBegan();
      troubles.forgetUnseen();
    }
    vanished.scanBegins();
    if (members.isDurable(index.lastSeq())) {
      // Else what the scan before this one found is still to be told, and goes first.
      scanBegunAt = maker.now();
      scanBegunSeq = index.lastSeq();
    }
    scannedBefore = scannedOnce;
    emit(new Effect.Scan(wholeRunning ? Set.of() : Set.copyOf(wanted)));
    wanted.clear();
    disk = Disk.SCANNING;
  }

  private void runRound() {
    for (int turns = 0; turns < 1000; turns++) {
      if (round.isEmpty() && !beginRound()) {
        return;
      }
      int before = effects.size();
      round.get().advance(disk == Disk.FREE && folderError.isEmpty());
      if (effects.subList(before, effects.size()).stream()
          .anyMatch(e -> e instanceof Effect.Apply)) {
        disk = Disk.CHANGING;
      }
      if (!round.get().done()) {
        return;
      }
      round = Optional.empty();
      undecided |= troubles.takeSomeAtOnce();
    }
  }

  private boolean beginRound() {
    if (!scannedOnce || !undecided || disk != Disk.FREE || folderError.isPresent()) {
      return false;
    }
    if (!members.allCaughtUp()) {
      return false;
    }
    undecided = false;
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
    return !presence.paused()
        && disk == Disk.FREE
        && scannedOnce
        && !wholeWanted
        && wanted.isEmpty()
        && round.isEmpty()
        && folderError.isEmpty()
        && !troubles.blind()
        && vanished.held().isEmpty()
        && members.allDurable();
  }

  private boolean inSync(long token) {
    return settled() && askScanned >= token && need().items() == 0 && members.agree(token);
  }

  private Optional<Long> nextWake() {
    if (folderError.isPresent() && disk == Disk.FREE && !presence.paused()) {
      return Optional.of(retryScanAt);
    }
    return round.isPresent() ? Optional.empty() : troubles.next(maker.now());
  }

  public State state() {
    if (presence.paused()) {
      return State.PAUSED;
    }
    if (folderError.isPresent() || vanished.held().isPresent()) {
      return State.ERROR;
    }
    if (!scannedOnce || disk == Disk.SCANNING && wholeRunning && round.isEmpty()) {
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
    return new Inside(work, folderError, scannedOnce, presence.paused());
  }

  public List<SyncError> errors() {
    var all = new ArrayList<SyncError>();
    folderError.ifPresent(all::add);
    all.addAll(policy.faults());
    vanished.held().ifPresent(all::add);
    deletions.held().ifPresent(all::add);
    all.addAll(troubles.errors());
    return all;
  }
}
