package app.bothways.sync.core;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Names that could not be done, each with its own back-off, so that none holds up another. */
final class Troubles {
  private static final long FIRST_MILLIS = 500;
  private static final int DOUBLINGS = 10;

  private record Trouble(int times, long retryAt, Optional<SyncError> error) {}

  private final Map<RelPath, Trouble> troubles = new HashMap<>();
  private final Map<RelPath, SyncError> unseen = new HashMap<>();
  private boolean someAtOnce;

  void add(RelPath path, Optional<SyncError> error, long now) {
    Trouble before = troubles.get(path);
    int times = before == null ? 0 : Math.min(before.times + 1, DOUBLINGS);
    // The first retry comes at once: mostly the disk was just ahead of the index.
    long delay = times == 0 && error.isEmpty() ? 0 : FIRST_MILLIS << times;
    troubles.put(path, new Trouble(times, now + delay, error));
    someAtOnce |= delay == 0;
  }

  /** Whether, since the last call, something was added that may be tried again at once. */
  boolean takeSomeAtOnce() {
    boolean some = someAtOnce;
    someAtOnce = false;
    return some;
  }

  void clear(RelPath path) {
    troubles.remove(path);
    unseen.remove(path);
  }

  void unseen(RelPath path, SyncError error) {
    unseen.put(path, error);
  }

  void forgetUnseen() {
    unseen.clear();
  }

  boolean waits(RelPath path, long now) {
    Trouble trouble = troubles.get(path);
    return trouble != null && trouble.retryAt > now;
  }

  /** When the next of these may be tried again. */
  Optional<Long> next(long now) {
    return troubles.values().stream()
        .map(Trouble::retryAt)
        .filter(at -> at > now)
        .min(Long::compare);
  }

  /** A device came back or room was made: everything may be tried at once. */
  void retryAll() {
    troubles.replaceAll((path, t) -> new Trouble(0, 0, t.error));
  }

  void keepOnly(java.util.function.Predicate<RelPath> stillNeeded) {
    troubles.keySet().removeIf(path -> !stillNeeded.test(path));
  }

  /** Whether something could not be looked at now that may be there the next time. */
  boolean blind() {
    return unseen.values().stream().anyMatch(error -> !staysHere(error));
  }

  /** What could not be looked at, be it a file or a directory with all that it holds. */
  List<RelPath> unseen() {
    return List.copyOf(unseen.keySet());
  }

  /** What can never be synced as it is takes no part, and nothing waits for it. */
  private static boolean staysHere(SyncError error) {
    return error.code() == ErrorCode.UNSUPPORTED_KIND
        || error.code() == ErrorCode.NAME_NOT_POSSIBLE;
  }

  Optional<SyncError> error(RelPath path) {
    return Optional.ofNullable(unseen.get(path))
        .or(() -> Optional.ofNullable(troubles.get(path)).flatMap(Trouble::error));
  }

  List<SyncError> errors() {
    Collection<SyncError> failed =
        troubles.values().stream().flatMap(t -> t.error.stream()).filter(Objects::nonNull).toList();
    return java.util.stream.Stream.concat(failed.stream(), unseen.values().stream())
        .limit(1000)
        .toList();
  }
}
