package app.bothways.ui.folder;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One thing that is looked at again and again while it is on screen: never twice at the same time,
 * and not more often than it is worth. FX thread.
 */
final class Repeated<T> {
  private final OpenFolder folder;
  private final Duration spacing;
  private final OpenFolder.Looking<T> looking;
  private final Consumer<T> show;
  private final Consumer<String> refused;
  private Optional<Instant> last = Optional.empty();
  private int round;
  private boolean looks;
  private boolean again;

  Repeated(
      OpenFolder folder,
      Duration spacing,
      OpenFolder.Looking<T> looking,
      Consumer<T> show,
      Consumer<String> refused) {
    this.folder = folder;
    this.spacing = spacing;
    this.looking = looking;
    this.show = show;
    this.refused = refused;
  }

  /** Forgets all; what is under way is not shown any more. */
  void reset() {
    round++;
    looks = false;
    again = false;
    last = Optional.empty();
  }

  /** Looks when it is time to. */
  void tick() {
    Instant now = folder.live().clock().instant();
    boolean due =
        last.isEmpty() || now.isBefore(last.get()) || !now.isBefore(last.get().plus(spacing));
    if (due && !looks) {
      look(now);
    }
  }

  /** Looks at once, or as soon as the look that is under way is over. */
  void now() {
    if (looks) {
      again = true;
    } else {
      look(folder.live().clock().instant());
    }
  }

  private void look(Instant now) {
    last = Optional.of(now);
    looks = true;
    int mine = round;
    folder.look(
        looking,
        seen -> over(mine, () -> show.accept(seen)),
        no -> over(mine, () -> refused.accept(no)));
  }

  private void over(int mine, Runnable tell) {
    if (mine != round) {
      return;
    }
    looks = false;
    tell.run();
    if (again) {
      again = false;
      look(folder.live().clock().instant());
    }
  }
}
