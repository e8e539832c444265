package app.bothways.sync.scan;

import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Files of one walk that may be files of another name, gone now: if identity, size and time agree,
 * their content is known without reading it. Where the status change time agrees too, as it does
 * for all that is in a renamed directory, that is certain. A rename of the file itself sets that
 * anew: then the file must have come into being before the other name was looked at last, so that
 * it is no other one with the same identity, and it is told with a stamp that asks for being read
 * soon, since only reading tells of a change whose time was put back.
 */
final class Renamed {
  private static final int MOST = 50_000;

  private record Waiting(Listing.Item item, Optional<Known.Item> known) {}

  private final Scanner scanner;
  private final List<Waiting> waiting = new ArrayList<>();

  Renamed(Scanner scanner) {
    this.scanner = scanner;
  }

  /** True when it is kept back until the end of the walk. */
  boolean takes(Listing.Item item, Optional<Known.Item> known) {
    long key = item.meta().fileKey();
    boolean another =
        known.isEmpty() || known.filter(k -> k.observed().stamp().fileKey() != key).isPresent();
    return key != 0 && another && waiting.size() < MOST && waiting.add(new Waiting(item, known));
  }

  /** Who has to read a file after all. */
  interface Reader {
    void read(Listing.Item item, Optional<Known.Item> known);
  }

  /** To be called when all that is gone is known. */
  void settle(List<Known.Item> gone, Consumer<Finding> tell, Reader reader) {
    Map<Long, Observed.File> files = new HashMap<>();
    for (Known.Item item : gone) {
      if (item.observed() instanceof Observed.File file && !Stamps.isVolatile(file.stamp())) {
        files.put(file.stamp().fileKey(), file);
      }
    }
    for (Waiting one : waiting) {
      Optional<Observed> was =
          Optional.ofNullable(files.get(one.item.meta().fileKey()))
              .flatMap(before -> asBefore(one.item, before));
      if (was.isPresent()) {
        tell.accept(new Finding.Present(one.item.path(), was.get()));
      } else {
        reader.read(one.item, one.known);
      }
    }
    waiting.clear();
  }

  private Optional<Observed> asBefore(Listing.Item item, Observed.File before) {
    Stamp now = Stamps.of(item.meta());
    if (!Stamps.sameBytes(before.stamp(), now) || now.ctimeNanos() <= 0) {
      return Optional.empty();
    }
    if (before.stamp().ctimeNanos() == now.ctimeNanos()) {
      return Optional.of(new Observed.File(now, before.content()));
    }
    return isBornBefore(item.path(), before.stamp().ctimeNanos())
        ? Optional.of(new Observed.File(Stamps.unread(now), before.content()))
        : Optional.empty();
  }

  private boolean isBornBefore(RelPath path, long nanos) {
    try (Dir parent = scanner.root().parentOf(path)) {
      long born = scanner.fs().bornNanos(parent.resolve(path.name()));
      return born != 0 && born <= nanos;
    } catch (IOException cannotTell) {
      return false;
    }
  }
}
