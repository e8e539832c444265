package app.bothways.sync.apply;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Step;
import app.bothways.sync.model.RelPath;
import java.util.Optional;

/**
 * What a slot is for: written before anything is done, read after a crash.
 *
 * @param path where the slot's content comes from, and where it goes back to if need be
 * @param expected what was known to be there
 * @param incoming what is to take its place; its stamp means nothing. A directory, for which no
 *     slot is ever needed, says that nothing does, since it goes on under another name
 * @param staged the name on the stage that that has until then; journals of before it was written
 *     have none
 */
record Record(
    long slot,
    RelPath path,
    Observed expected,
    Optional<Observed> incoming,
    Optional<String> staged) {
  static Record ofFile(long slot, Step.PutFile step, Observed expected) {
    Observed incoming = new Observed.File(expected.stamp(), step.staged().content());
    Optional<String> staged = Optional.of(step.staged().name());
    return new Record(slot, step.path(), expected, Optional.of(incoming), staged);
  }

  static Record ofLink(long slot, Step.PutLink step, Observed expected) {
    Observed incoming = new Observed.Link(expected.stamp(), step.target());
    Optional<String> staged = Optional.of("link-" + slot);
    return new Record(slot, step.path(), expected, Optional.of(incoming), staged);
  }

  static Record ofRemoval(long slot, Step.Remove step) {
    return new Record(slot, step.path(), step.expected(), Optional.empty(), Optional.empty());
  }

  static Record ofMove(long slot, Step.Move step) {
    Observed elsewhere = new Observed.Dir(step.expected().stamp());
    return new Record(slot, step.from(), step.expected(), Optional.of(elsewhere), Optional.empty());
  }

  boolean isMove() {
    return incoming.orElse(null) instanceof Observed.Dir;
  }
}
