package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.VersionVector.Order;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The conversation with each connected member: who knows how much of whose index. */
final class Members {
  private static final int BATCH = 1000;
  private static final int WINDOW = 8 * BATCH;

  private final Index index;
  private final OldCopy oldCopy;
  private final Policy policy;
  private final Consumer<Effect> out;
  private final Map<NodeId, Member> members = new TreeMap<>();
  private long beginnings;
  private long durableSeq;
  private boolean dirty;
  private boolean outdated;
  private final Incarnations incarnations;

  Members(Index index, Policy policy, Consumer<Effect> out) {
    this.index = index;
    oldCopy = new OldCopy(index);
    incarnations = new Incarnations(index.actor());
    this.policy = policy;
    this.out = out;
    // CRASH: what was read back after a killed process may still not be on the disk itself.
    dirty = true;
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
    send(
        to.device,
        new Message.Announce(
            index.actor(), index.lastSeq(), index.mark(to.device), to.mine, to.theirs));
  }

  void down(NodeId device) {
    members.remove(device);
  }

  void left(NodeId device) {
    members.remove(device);
    index.dropRemotes(device);
    index.mark(device, Index.Mark.NONE);
    index.settled(device, 0);
  }

  Incarnations incarnations() {
    return incarnations;
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
    incarnations.heardOf(announce.known().index());
    boolean hasHeardMe = announce.heard() == old.mine;
    if (hasHeardMe && old.announced && announce.beginning() == old.theirs) {
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
    long heard = knowsMe ? announce.known().seq() : 0;
    if (heard < index.settled(device)) {
      index.settled(device, heard);
    }
    member.sent = knowsMe ? announce.known().seq() : 0;
    member.acked = member.sent;
    Index.Mark mark = index.mark(device);
    if (mark.index() != announce.index()) {
      index.dropRemotes(device);
      incarnations.tookBack();
      mark = new Index.Mark(announce.index(), 0, 0);
      index.mark(device, mark);
      dirty = true;
    }
    member.markIndex = mark.index();
    member.durableMark = dirty ? 0 : mark.seq();
    member.announcedSeq = announce.seq();
    member.caughtUp = mark.seq() >= announce.seq();
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
      send(device, new Message.Again(mark.seq()));
      return;
    }
    rows.labels().forEach(index::label);
    rows.entries().forEach(entry -> learn(member, entry));
    rows.withdrawn().forEach(path -> withdrawn(device, path));
    if (rows.last() >= mark.seq()) {
      index.mark(device, new Index.Mark(mark.index(), rows.last(), rows.life()));
    }
    member.caughtUp = rows.end() && rows.last() >= member.announcedSeq;
    dirty = true;
    settle(member);
  }

  private void withdrawn(NodeId device, RelPath path) {
    index.margin().withdraw(path, device);
    if (index.remotes(path).stream().anyMatch(r -> r.device().equals(device))) {
      index.removeRemote(path, device);
      incarnations.tookBack();
    }
  }

  /** All devices are asked for all of their rows again: some were not listened to before. */
  void relearn() {
    for (NodeId device : index.heardOf()) {
      Index.Mark mark = index.mark(device);
      index.mark(device, new Index.Mark(mark.index(), 0, 0));
      dirty = true;
    }
    for (Member member : members.values()) {
      // RACE: one that has not answered yet has been told the mark as it was before.
      send(member.device, new Message.Again(0));
      if (member.announced) {
        member.durableMark = 0;
        member.caughtUp = false;
      }
    }
  }

  private void learn(Member member, Entry entry) {
    if (entry.version().isLocal()) {
      return;
    }
    index.clock(Math.max(index.clock(), entry.version().hlc()));
    index.margin().unwithdraw(entry.path(), member.device);
    Optional<Row> mine = index.row(entry.path());
    if (policy.excludes(entry.path(), mine)) {
      index.removeRemote(entry.path(), member.device);
      return;
    }
    boolean older =
        mine.isPresent()
            && entry.version().vector().compare(mine.get().entry().version().vector())
                == Order.BEFORE;
    if (older || mine.filter(row -> row.entry().equals(entry)).isPresent()) {
      index.removeRemote(entry.path(), member.device);
    } else if (oldCopy.isProvenBy(entry)) {
      outdated = true;
      out.accept(new Effect.Outdated());
    } else {
      index.putRemote(new Remote(member.device, entry));
    }
    if (older && mine.get().seq() <= member.acked) {
      // It has heard of the newer one and yet tells the older one: it has forgotten, as a device
      // does that collected a tombstone and then met somebody who had been away.
      index.put(new Row(mine.get().entry(), mine.get().observed(), index.lastSeq() + 1));
    }
  }

  /** It waits for an end, even where there is nothing to tell. */
  void again(NodeId device, long seq) {
    member(device)
        .ifPresent(
            m -> {
              m.sent = Math.min(m.sent, seq);
              m.asked = true;
            });
  }

  void standing(NodeId device, Message.Standing standing) {
    Member member = members.get(device);
    if (member != null && member.announced && standing.index() == index.actor()) {
      member.standing = Optional.of(standing);
      member.acked = Math.max(member.acked, standing.acked());
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
    return () ->
        marks.forEach(
            (device, mark) ->
                member(device)
                    .filter(m -> m.markIndex == mark.index())
                    .ifPresent(m -> m.durableMark = Math.max(m.durableMark, mark.seq())));
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
        sendRows(member, Math.min(durableSeq, upTo));
        tell(member, settled);
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

  private void sendRows(Member member, long upTo) {
    while ((member.asked || member.sent < upTo) && member.sent - member.acked < WINDOW) {
      member.asked = false;
      List<Row> rows =
          index.after(member.sent, BATCH).stream().filter(r -> r.seq() <= upTo).toList();
      long last = rows.size() < BATCH ? Math.max(member.sent, upTo) : rows.getLast().seq();
      send(
          member.device,
          new Message.Rows(
              index.actor(),
              member.sent,
              last,
              last >= upTo,
              rows.stream().filter(Row::isPublished).map(Row::entry).toList(),
              index.labels(rows),
              rows.stream().filter(r -> !r.isPublished()).map(r -> r.entry().path()).toList(),
              index.lifeOf(last)));
      member.sent = last;
    }
  }

  private void tell(Member member, boolean settled) {
    Index.Need need = policy.without(index.need());
    var now =
        Optional.of(
            new Message.Standing(
                member.markIndex,
                member.durableMark,
                index.lastSeq(),
                need.items(),
                need.bytes(),
                settled,
                member.checkDone,
                settled && need.items() == 0 && policy.isWhole() ? index.digest() : 0));
    if (!now.equals(member.told)) {
      member.told = now;
      send(member.device, now.get());
    }
  }

  /** Whether every connected member has said, since {@code token}, that both have the same. */
  boolean agree(long token) {
    return members.values().stream()
        .allMatch(m -> m.absent ? m.absentSaid >= token : m.agrees(index, token));
  }
}
