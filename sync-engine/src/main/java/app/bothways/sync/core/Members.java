package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.RelPath;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The conversation with each connected member: who knows how much of whose index. */
final class Members {
  private final Index index;
  private final OldCopy oldCopy;
  private final Learning learning;
  private final OnItsWay onItsWay;
  private final Telling telling;
  private final HeardBefore heardBefore;
  private final Consumer<Effect> out;
  private final Map<NodeId, Member> members = new TreeMap<>();
  private long beginnings;
  private long durableSeq;
  private boolean dirty;
  private boolean outdated;
  private final LostHere lostHere;
  private final LostElsewhere lostElsewhere;
  private final Basis basis = new Basis();

  /** Of whom this database would know after a crash that they were heard, and so may be told. */
  private final Set<NodeId> remembered = new TreeSet<>();

  Members(Index index, Policy policy, LostHere lostHere, Consumer<Effect> out) {
    this.index = index;
    oldCopy = new OldCopy(index);
    heardBefore = new HeardBefore(index.former());
    learning = new Learning(index, policy, oldCopy, this::isOutdated);
    this.lostHere = lostHere;
    lostElsewhere = new LostElsewhere(index);
    onItsWay = new OnItsWay(index, lostElsewhere);
    telling = new Telling(index, policy, lostElsewhere, this::send);
    this.out = out;
    // CRASH: what was read back after a killed process may still not be on the disk itself.
    dirty = true;
  }

  private Set<NodeId> heardAtAll() {
    return index.heardOf().stream()
        .filter(device -> index.mark(device).index() != 0)
        .collect(Collectors.toSet());
  }

  Collection<Member> connected() {
    return members.values();
  }

  Optional<Member> member(NodeId device) {
    return Optional.ofNullable(members.get(device));
  }

  /** Whether every index that is being sent to this device has been heard to its end. */
  boolean allCaughtUp() {
    return !outdated
        && members.values().stream().allMatch(m -> m.absent || m.announced && m.caughtUp);
  }

  /** Whether all devices that were ever heard have told everything, and are here to say so. */
  boolean heardAllToTheEnd() {
    return index.heardOf().stream()
        .filter(device -> index.mark(device).index() != 0)
        .allMatch(device -> member(device).filter(m -> m.announced && m.caughtUp).isPresent());
  }

  /** Whether content can be asked for. */
  boolean reachable(NodeId device) {
    return member(device).filter(m -> m.announced).isPresent();
  }

  void up(NodeId device) {
    var member = new Member(device, ++beginnings);
    members.put(device, member);
    announce(member);
  }

  private void announce(Member to) {
    Index.Mark mark = index.mark(to.device);
    Index.Mark furthest = heardBefore.furthest(to.device, mark);
    send(
        to.device,
        new Message.Announce(index.actor(), index.lastSeq(), furthest, to.mine, to.theirs));
    if (furthest.seq() > mark.seq()) {
      send(to.device, new Message.Again(mark.seq()));
    }
  }

  void down(NodeId device) {
    members.remove(device);
  }

  void left(NodeId device) {
    members.remove(device);
    remembered.remove(device);
    lostElsewhere.left(device);
    index.dropRemotes(device);
    index.mark(device, Index.Mark.NONE);
    index.settled(device, 0);
    dirty = true;
  }

  LostHere lostHere() {
    return lostHere;
  }

  Basis basis() {
    return basis;
  }

  private void send(NodeId device, Message message) {
    out.accept(new Effect.Send(device, message));
  }

  /**
   * The conversation may begin anew on a live connection: the other side was reopened, or talks
   * over another connection now. Whoever has not heard of this side's last beginning is told of it;
   * whoever has is not answered, so that two sides never announce themselves to each other forever.
   */
  void announced(NodeId device, Message.Announce announce) {
    Member old = members.get(device);
    if (old == null) {
      return;
    }
    if (announce.known().index() == index.actor() && oldCopy.isProvenBy(announce.known())) {
      out.accept(new Effect.Outdated());
      return;
    }
    lostHere.heardOf(announce.known().index());
    boolean hasHeardMe = announce.heard() == old.mine;
    if (hasHeardMe && old.announced && announce.beginning() == old.theirs) {
      // What it did on hearing of this side's new database counts: this side has to hear that, too.
      old.announcedSeq = Math.max(old.announcedSeq, announce.seq());
      old.caughtUp &= index.mark(device).seq() >= old.announcedSeq;
      return;
    }
    var member = new Member(device, old.mine);
    members.put(device, member);
    member.theirs = announce.beginning();
    begin(member, announce);
    if (!hasHeardMe) {
      announce(member);
    }
  }

  private void begin(Member member, Message.Announce announce) {
    NodeId device = member.device;
    if (index.isPast(device, announce.index())) {
      // An old copy of a database that was given up: whatever it issues, it has issued before.
      var everything = new Index.Mark(announce.index(), Long.MAX_VALUE >> 1, 0);
      send(
          device,
          new Message.Announce(
              index.actor(), index.lastSeq(), everything, member.mine, member.theirs));
      return;
    }
    member.announced = true;
    boolean knowsMe = announce.known().index() == index.actor();
    boolean anew = index.mark(device).index() != announce.index();
    if (anew) {
      lostElsewhere.begins(device, index.settled(device));
    }
    boolean everHeard = index.mark(device).index() != 0;
    long heard = knowsMe ? announce.known().seq() : 0;
    if (heard < index.settled(device) || !everHeard) {
      // It may be an old copy, and remember what was told once and is forgotten here since. Or this
      // one is: what was deleted since then was forgotten at once, as nobody was known to have
      // heard of it.
      heard = 0;
      index.settled(device, heard);
    }
    member.tellFrom(heard);
    Index.Mark mark = index.mark(device);
    boolean someYield = anew && onItsWay.letYield(device);
    if (anew) {
      index.dropRemotes(device);
      basis.shifts();
      mark = new Index.Mark(announce.index(), 0, 0);
      index.mark(device, mark);
      dirty = true;
    }
    member.markIndex = mark.index();
    member.toldHere = mark.seq();
    member.durableMark = dirty ? 0 : mark.seq();
    member.announcedSeq = announce.seq();
    member.caughtUp = mark.seq() >= announce.seq();
    if (someYield) {
      relearn();
    }
  }

  void absent(NodeId device, long token) {
    member(device)
        .ifPresent(
            m -> {
              m.absent = true;
              m.absentSaid = Math.max(m.absentSaid, token);
              m.announced = false;
              m.standing = Optional.empty();
            });
  }

  void rows(NodeId device, Message.Rows rows) {
    Member member = members.get(device);
    if (member == null || !member.announced) {
      return;
    }
    Index.Mark mark = index.mark(device);
    if (rows.index() != mark.index()) {
      return;
    }
    if (rows.previous() > mark.seq()) {
      if (member.isNewGap(mark.seq())) {
        send(device, new Message.Again(mark.seq()));
      }
      return;
    }
    if (rows.previous() == 0) {
      mark = forget(member);
    }
    rows.labels().forEach(index::label);
    lostHere.heard(rows);
    lostElsewhere.tells(device, rows.entries());
    rows.entries().forEach(entry -> learning.learn(member, entry));
    rows.withdrawn().forEach(path -> withdrawn(device, path));
    if (rows.last() >= mark.seq()) {
      index.mark(device, new Index.Mark(mark.index(), rows.last(), rows.life()));
    }
    member.caughtUp = rows.end() && rows.last() >= member.announcedSeq;
    member.hasTold(rows.last());
    dirty = true;
    settle(member);
  }

  /** It tells everything: what else it once told is of an old copy of one of the two. */
  private Index.Mark forget(Member member) {
    learning.forget(member.device);
    basis.shifts();
    member.durableMark = 0;
    return new Index.Mark(member.markIndex, 0, 0);
  }

  private void isOutdated() {
    outdated = true;
    out.accept(new Effect.Outdated());
  }

  private void withdrawn(NodeId device, RelPath path) {
    index.margin().withdraw(path, device);
    if (index.remotes(path).stream().anyMatch(r -> r.device().equals(device))) {
      index.removeRemote(path, device);
      basis.shifts();
    }
  }

  /** All devices are asked for all of their rows again: some were not listened to before. */
  void relearn() {
    for (NodeId device : index.heardOf()) {
      Index.Mark mark = index.mark(device);
      heardBefore.keep(device, mark);
      index.mark(device, new Index.Mark(mark.index(), 0, 0));
      dirty = true;
    }
    for (Member member : members.values()) {
      // RACE: one that has not answered yet has been told the mark as it was before.
      send(member.device, new Message.Again(0));
      if (member.announced) {
        member.durableMark = 0;
        member.gap = 0;
        member.caughtUp = false;
      }
    }
  }

  void again(NodeId device, long seq) {
    member(device).ifPresent(m -> m.again(seq));
  }

  void standing(NodeId device, Message.Standing standing) {
    Member member = members.get(device);
    if (member != null && member.announced && standing.index() == index.actor()) {
      member.standing = Optional.of(standing);
      member.acknowledges(standing.acked());
      if (standing.settled() && standing.needItems() == 0) {
        member.rested = Optional.of(standing);
      }
      settle(member);
    }
  }

  /**
   * What a device had come to terms with counts only when everything has been heard that it knew
   * then: before that, an older row of it may still be on its way.
   */
  private void settle(Member member) {
    if (member.rested.isEmpty()
        || index.mark(member.device).index() != member.markIndex
        || index.mark(member.device).seq() < member.rested.get().seq()) {
      return;
    }
    if (member.rested.get().acked() > index.settled(member.device)) {
      index.settled(member.device, member.rested.get().acked());
      lostElsewhere.comesToTerms(member.device);
      dirty = true;
    }
    member.rested = Optional.empty();
  }

  void checkWanted(NodeId device, long token) {
    member(device).ifPresent(m -> m.checkWanted = Math.max(m.checkWanted, token));
  }

  void scanBegan() {
    members.values().forEach(m -> m.checkBegun = m.checkWanted);
  }

  void scanEnded() {
    members.values().forEach(m -> m.checkDone = m.checkBegun);
  }

  boolean needsCheckpoint() {
    return dirty || index.lastSeq() > durableSeq;
  }

  /** Called when a checkpoint begins; returns what to do when it is done. */
  Runnable checkpoint() {
    dirty = false;
    var marks = new TreeMap<NodeId, Index.Mark>();
    members.keySet().forEach(device -> marks.put(device, index.mark(device)));
    Set<NodeId> heard = heardAtAll();
    return () -> {
      heard.removeIf(device -> index.mark(device).index() == 0);
      remembered.addAll(heard);
      marks.forEach(
          (device, mark) -> member(device).ifPresent(m -> m.durable(mark, index.mark(device))));
    };
  }

  void durable(long seq) {
    durableSeq = Math.max(durableSeq, seq);
  }

  boolean isDurable(long seq) {
    return durableSeq >= seq;
  }

  boolean allDurable() {
    return !needsCheckpoint();
  }

  /** Sends what is durable and not yet sent, and where this device stands if that changed. */
  void publish(boolean settled, long ask, long upTo) {
    for (Member member : members.values()) {
      if (member.announced) {
        // CRASH: a deletion is forgotten at once where nobody is known to have heard of the file.
        if (remembered.contains(member.device)) {
          telling.rows(member, Math.min(durableSeq, upTo));
        }
        telling.standing(member, settled);
      }
      if (settled && member.disagrees(index)) {
        member.disputed = index.digest();
        send(member.device, new Message.Again(0));
      }
      if (ask > member.checkSent) {
        member.checkSent = ask;
        send(member.device, new Message.Check(ask));
      }
    }
  }

  /** Whether every connected member has said, since {@code token}, that both have the same. */
  boolean agree(long token) {
    return members.values().stream()
        .allMatch(m -> m.absent ? m.absentSaid >= token : m.agrees(index, token));
  }
}
