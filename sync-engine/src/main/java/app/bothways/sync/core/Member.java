package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import java.util.Optional;

/** One connected member. */
final class Member {
  final NodeId device;
  final long mine;
  long theirs;
  boolean announced;
  boolean absent;

  /** How much it had when it announced itself; what it tells after a restart comes bit by bit. */
  long announcedSeq;

  boolean caughtUp;
  boolean asked;
  long sent;

  /** The most that it ever said it has on its disk: so much it has heard of, whatever it asks. */
  long acked;

  /** How much of what it is told now it has said it has: what it asks for again does not count. */
  long taken;

  /** From where on it was asked to tell everything, as something was missing; -1 for nowhere. */
  long gap = -1;

  long durableMark;

  /** How far it has come, this time, with what it tells. */
  long toldHere;

  long markIndex;
  Optional<Message.Standing> standing = Optional.empty();
  Optional<Message.Standing> rested = Optional.empty();
  long disputed;
  Optional<Message.Standing> told = Optional.empty();
  long checkSent;
  long absentSaid;
  long checkWanted;
  long checkBegun;
  long checkDone;

  Member(NodeId device, long mine) {
    this.device = device;
    this.mine = mine;
  }

  /**
   * What had been heard of it when a checkpoint began would be known after a crash.
   *
   * <p>RACE: some of it may have been forgotten since, to be heard again: that is not acknowledged.
   */
  void durable(Index.Mark then, Index.Mark now) {
    if (then.index() == markIndex) {
      durableMark = Math.max(durableMark, Math.min(then.seq(), now.seq()));
    }
  }

  void tellFrom(long seq) {
    sent = seq;
    acked = seq;
    taken = seq;
  }

  /** It waits for an end, even where there is nothing to tell. */
  void again(long seq) {
    sent = Math.min(sent, seq);
    taken = Math.min(taken, seq);
    asked = true;
  }

  void acknowledges(long seq) {
    acked = Math.max(acked, seq);
    // RACE: this may have been said before it asked for everything again.
    taken = Math.max(taken, Math.min(seq, sent));
  }

  /**
   * It may tell again what is on the disk here, and wait for word of it: were that not said once
   * more, though nothing has changed, it would wait forever.
   */
  void hasTold(long seq) {
    toldHere = seq;
    gap = -1;
    if (durableMark >= seq) {
      told = Optional.empty();
    }
  }

  /**
   * What it is told to be on the disk here: no more than it has told by now, or it would take that
   * for word of what is still on its way.
   */
  long onDiskHere() {
    return Math.min(durableMark, toldHere);
  }

  /**
   * Whether it has to be asked. What was on its way when it was asked comes with the same gap, and
   * would each time make it tell everything.
   */
  boolean isNewGap(long seq) {
    boolean isNew = gap != seq;
    gap = seq;
    return isNew;
  }

  Optional<Message.Standing> standing() {
    return standing;
  }

  /** Both say that they have all of each other. */
  boolean atRest(Index index) {
    return announced
        && standing.isPresent()
        && standing.get().acked() >= index.lastSeq()
        && standing.get().needItems() == 0
        && standing.get().settled()
        && index.mark(device).seq() >= standing.get().seq();
  }

  /** The same, and its whole disk was looked at since {@code token} was asked. */
  boolean agrees(Index index, long token) {
    return atRest(index) && standing.get().checked() >= token;
  }

  /**
   * Both are at rest, and yet they do not have the same: then each asks for all rows of the other,
   * once for each state of its own.
   */
  boolean disagrees(Index index) {
    return atRest(index)
        && index.need().items() == 0
        && standing.get().digest() != 0
        && index.digest() != 0
        && standing.get().digest() != index.digest()
        && disputed != index.digest();
  }
}
