package app.bothways.sync.plan;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Histories of one name as a cluster could make them. */
final class Versions {
  private final Random random;
  private final List<Entry> made = new ArrayList<>();
  private final long[] clocks = new long[3];

  Versions(long seed) {
    random = new Random(seed);
  }

  /** Some versions, each made by an actor who had seen some earlier one, or none. */
  List<Entry> some() {
    int count = 2 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      int actor = random.nextInt(3);
      Optional<Entry> seen =
          made.isEmpty() || random.nextInt(3) == 0
              ? Optional.empty()
              : Optional.of(made.get(random.nextInt(made.size())));
      made.add(entry(actor, seen));
    }
    return made;
  }

  private Entry entry(int actor, Optional<Entry> seen) {
    // A counter is never issued twice, so each version counts all of its actor's before it.
    VersionVector vector = seen.map(e -> e.version().vector()).orElse(VersionVector.EMPTY);
    for (Entry e : made) {
      if (e.version().actor() == actor + 1) {
        vector = vector.merge(e.version().vector());
      }
    }
    long hlc = Math.max(clocks[actor], seen.map(e -> e.version().hlc()).orElse(0L)) + 1;
    hlc += random.nextInt(3);
    clocks[actor] = hlc;
    var version = new Version(vector.plus(actor + 1), hlc, actor + 1);
    RelPath path = RelPath.of("p");
    return switch (random.nextInt(6)) {
      case 0 -> new Tombstone(path, version, seen.flatMap(Entry::content));
      case 1 -> new DirEntry(path, version);
      case 2 -> new LinkEntry(path, version, "t" + random.nextInt(2));
      default ->
          new FileEntry(
              path,
              version,
              1,
              random.nextInt(5),
              random.nextInt(4) == 0,
              content(random.nextInt(3)),
              seen.flatMap(Entry::content));
    };
  }

  static ContentId content(int n) {
    var bytes = new byte[ContentId.LENGTH];
    bytes[0] = (byte) n;
    return ContentId.of(bytes);
  }
}
