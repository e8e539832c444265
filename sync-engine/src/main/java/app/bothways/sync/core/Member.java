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
  boolean caughtUp;
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

  Optional<Message.Standing> standing() {
    return standing;
  }
}
