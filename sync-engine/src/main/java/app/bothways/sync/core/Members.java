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

  /** One connected member. */
  static final class Member {
    final NodeId device;
    private final long mine;
    private long theirs;
    boolean announced;
    boolean absent;
    boolean caughtUp;
    private long sent;
    private long acked;
    private long durableMark;
    private long markIndex;
    private Optional<Message.Standing> standing = Optional.empty();
    private Optional<Message.Standing> told = Optional.empty();
    private long checkSent;
    private long absentSaid;
    long checkWanted;
    long checkBegun;
    long checkDone;

    Member(NodeId device, long mine) {
      this.device = device;
      this.mine = mine;
    }

    Optional<Message.Standing> standing() {
      return standing;
    }
  }

  private final Index index;
  private final Policy policy;
  private final Consumer<Effect> out;
  private final Map<NodeId, Member> members = new TreeMap<>();
  private long beginnings;
  private long durableSeq;
  private boolean dirty;

  Members(Index index, Policy policy, Consumer<Effect> out) {
    this.index = index;
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
    return members.values().stream().allMatch(m -> m.absent || m.announced && m.caughtUp);
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
    member.announced = true;
    boolean knowsMe = announce.known().index() == index.actor();
    if (knowsMe && announce.known().seq() > index.lastSeq()) {
      out.accept(new Effect.Outdated());
      return;
    }
    member.sent = knowsMe ? announce.known().seq() : 0;
    member.acked = member.sent;
    Index.Mark mark = index.mark(device);
    if (mark.index() != announce.index()) {
      index.dropRemotes(device);
      mark = new Index.Mark(announce.index(), 0);
      index.mark(device, mark);
      dirty = true;
    }
    member.markIndex = mark.index();
    member.durableMark = dirty ? 0 : mark.seq();
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
    rows.entries().forEach(entry -> learn(device, entry));
    rows.withdrawn().forEach(path -> withdrawn(device, path));
    index.mark(device, new Index.Mark(mark.index(), Math.max(mark.seq(), rows.last())));
    member.caughtUp = rows.end();
    dirty = true;
  }

  private void withdrawn(NodeId device, RelPath path) {
    index.withdraw(path, device);
    index.removeRemote(path, device);
  }

  /** All devices are asked for all of their rows again: some were not listened to before. */
  void relearn() {
    for (NodeId device : index.heardOf()) {
      Index.Mark mark = index.mark(device);
      index.mark(device, new Index.Mark(mark.index(), 0));
      dirty = true;
    }
    for (Member member : members.values()) {
      if (member.announced) {
        member.durableMark = 0;
        member.caughtUp = false;
        send(member.device, new Message.Again(0));
      }
    }
  }

  private void learn(NodeId device, Entry entry) {
    if (entry.version().isLocal()) {
      return;
    }
    index.clock(Math.max(index.clock(), entry.version().hlc()));
    index.unwithdraw(entry.path(), device);
    Optional<Row> row = index.row(entry.path());
    if (policy.excludes(entry.path(), row)) {
      index.removeRemote(entry.path(), device);
      return;
    }
    Optional<Entry> mine = row.map(Row::entry);
    boolean settled =
        mine.isPresent()
            && (mine.get().equals(entry)
                || entry.version().vector().compare(mine.get().version().vector()) == Order.BEFORE);
    if (settled) {
      index.removeRemote(entry.path(), device);
    } else {
      index.putRemote(new Remote(device, entry));
    }
  }

  void again(NodeId device, long seq) {
    member(device)
        .ifPresent(
            m -> {
              m.sent = Math.min(m.sent, seq);
              m.acked = Math.min(m.acked, m.sent);
            });
  }

  void standing(NodeId device, Message.Standing standing) {
    Member member = members.get(device);
    if (member != null && member.announced && standing.index() == index.actor()) {
      member.standing = Optional.of(standing);
      member.acked = Math.max(member.acked, standing.acked());
    }
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

  boolean allDurable() {
    return !needsCheckpoint();
  }

  /** Sends what is durable and not yet sent, and where this device stands if that changed. */
  void publish(boolean settled, long ask) {
    for (Member member : members.values()) {
      if (member.announced) {
        sendRows(member);
        tell(member, settled);
      }
      if (ask > member.checkSent) {
        member.checkSent = ask;
        send(member.device, new Message.Check(ask));
      }
    }
  }

  private void sendRows(Member member) {
    while (member.sent < durableSeq && member.sent - member.acked < WINDOW) {
      List<Row> rows =
          index.after(member.sent, BATCH).stream().filter(r -> r.seq() <= durableSeq).toList();
      long last = rows.size() < BATCH ? durableSeq : rows.getLast().seq();
      send(
          member.device,
          new Message.Rows(
              index.actor(),
              member.sent,
              last,
              last >= durableSeq,
              rows.stream().filter(Row::isPublished).map(Row::entry).toList(),
              index.labels(rows),
              rows.stream().filter(r -> !r.isPublished()).map(r -> r.entry().path()).toList()));
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
                member.checkDone));
    if (!now.equals(member.told)) {
      member.told = now;
      send(member.device, now.get());
    }
  }

  /** Whether every connected member has said, since {@code token}, that both have the same. */
  boolean agree(long token) {
    return members.values().stream()
        .allMatch(m -> m.absent ? m.absentSaid >= token : agrees(m, token));
  }

  private boolean agrees(Member member, long token) {
    return member.announced
        && member.standing.isPresent()
        && member.standing.get().acked() >= index.lastSeq()
        && member.standing.get().needItems() == 0
        && member.standing.get().settled()
        && member.standing.get().checked() >= token
        && index.mark(member.device).seq() >= member.standing.get().seq();
  }
}
