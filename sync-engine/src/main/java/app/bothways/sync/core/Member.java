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
  long acked;
  long durableMark;
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
