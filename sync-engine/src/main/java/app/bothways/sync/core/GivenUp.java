package app.bothways.sync.core;

import app.bothways.sync.model.Entry;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.model.VersionVector.Order;
import java.util.Optional;

/**
 * What a person gave up here gives way to whatever others have, also to what is older than that
 * which it was made from: a power cut may have taken that from all who had it. What it was made
 * from is forgotten then, so that a version here is never followed by one before it.
 */
record GivenUp(Index index) {
  /** What is here, to be compared with what is told. */
  Optional<Row> row(Entry told) {
    Optional<Row> mine = index.row(told.path());
    return mine.filter(row -> isMadeFromLater(row, told)).map(this::madeFromNothing).or(() -> mine);
  }

  private static boolean isMadeFromLater(Row row, Entry told) {
    Version here = row.entry().version();
    return here.hlc() == Version.YIELDING
        && told.version().vector().compare(here.vector()) == Order.BEFORE;
  }

  private Row madeFromNothing(Row row) {
    long seq = index.lastSeq() + 1;
    VersionVector own = VersionVector.EMPTY.plus(index.actor(), seq);
    var version = new Version(own, Version.YIELDING, index.actor());
    var now = new Row(row.entry().withVersion(version), row.observed(), seq);
    index.put(now);
    return now;
  }
}
