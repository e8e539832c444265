package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.model.VersionVector.Order;
import app.bothways.sync.plan.Resolution;
import java.util.Optional;

/** Makes versions and writes rows; the only place that issues counters and sequences. */
final class Maker {
  private final Index index;
  private final Policy policy;
  private long wallMillis;
  private long highestMillis;
  private long steadyMillis;

  /** The life in which the power had failed last, among those that are remembered. */
  private Optional<Long> sincePowerFailed;

  Maker(Index index, Policy policy) {
    this.index = index;
    this.policy = policy;
    // Only lives that made something apart have a label.
    sincePowerFailed =
        index.lives().stream()
            .map(life -> apart(life.id()))
            .filter(actor -> index.label(actor).isPresent())
            .reduce((_, later) -> later);
  }

  /** The wall clock, which people and servers may set to anything. */
  void now(long millis) {
    steadyMillis += Math.max(0, millis - wallMillis);
    wallMillis = millis;
    highestMillis = Math.max(highestMillis, millis);
  }

  /** For waiting: goes on when the clock is set back, where it would otherwise stand still. */
  long now() {
    return steadyMillis;
  }

  /** A new change on top of {@code base}; its clock is above all that was ever seen here. */
  Version next(VersionVector base) {
    if (!policy.publishes()) {
      return base.equals(VersionVector.EMPTY)
          ? localNew(actorOn(base))
          : new Version(base, Version.LOCAL_CHANGE, index.actor());
    }
    long hlc = Math.max(highestMillis << 16, index.clock() + 1);
    index.clock(hlc);
    long actor = actorOn(base);
    return new Version(base.plus(actor, index.lastSeq() + 1), hlc, actor);
  }

  /**
   * What was made {@link #apart} goes on apart: under this database's own name it would contain
   * what was not seen when it was made. So does, once the power has failed, what was made from
   * nothing or from versions of others only: an older one may have come in the place of what this
   * device had told, and what it took away is forgotten one day.
   */
  private long actorOn(VersionVector base) {
    var counters = base.counters();
    if (counters.containsKey(index.actor())) {
      return index.actor();
    }
    return index.lives().stream()
        .map(life -> apart(life.id()))
        .filter(counters::containsKey)
        .findFirst()
        .or(() -> sincePowerFailed)
        .orElseGet(index::actor);
  }

  /** To be called before anything is looked at. */
  void powerFailed() {
    if (!index.lives().isEmpty()) {
      sincePowerFailed = Optional.of(labelled(index.lives().getLast()));
    }
  }

  private long labelled(Index.Life life) {
    long actor = apart(life.id());
    index.label(index.actor()).ifPresent(label -> index.label(actor, label));
    return actor;
  }

  private static long apart(long life) {
    return VersionVector.isEcho(life) ? ~life : life;
  }

  /**
   * A change of which nobody knows what it was made from, so that it contains nothing: also not
   * what was done here before. Therefore it counts as made by another actor, the present life of
   * this database.
   */
  Version apart() {
    if (index.lives().isEmpty()) {
      return next(VersionVector.EMPTY);
    }
    long actor = labelled(index.lives().getLast());
    if (!policy.publishes()) {
      return localNew(actor);
    }
    Version next = next(VersionVector.EMPTY);
    return new Version(VersionVector.EMPTY.plus(actor, index.lastSeq() + 1), next.hlc(), actor);
  }

  private Version localNew(long actor) {
    return new Version(
        VersionVector.EMPTY.plus(actor, index.lastSeq() + 1), Version.LOCAL_NEW, index.actor());
  }

  /**
   * Whether a version contains a change made by this database, in whatever life: what others had as
   * well, or made from it, may have come to this disk by a person's hand.
   */
  boolean isPartlyMine(Version version) {
    var counters = version.vector().counters();
    return counters.containsKey(index.actor())
        || index.lives().stream()
            .anyMatch(life -> counters.containsKey(life.id()) || counters.containsKey(~life.id()));
  }

  /**
   * The version of something found by the first scan of a new database. Nobody knows how old it is,
   * so it loses against everything that others know: a stale tree can never overrule a living one.
   */
  Version found() {
    return new Version(
        VersionVector.EMPTY.plus(index.actor(), index.lastSeq() + 1), 0, index.actor());
  }

  private static boolean nobodyElseHasIt(Entry entry) {
    return entry.version().hlc() == Version.LOCAL_NEW
        || entry instanceof Tombstone && !entry.version().isLocal();
  }

  /** What a power cut left: see {@link TakenBack}. */
  static boolean comesFromNothing(Entry entry) {
    return entry.version().hlc() == Version.YIELDING
        && entry.version().vector().equals(VersionVector.EMPTY);
  }

  Version firstOrNext(Optional<Row> row) {
    if (row.isEmpty() && index.joining() && policy.publishes()) {
      return found();
    }
    if (row.map(Row::entry).filter(Maker::comesFromNothing).isPresent()) {
      return apart();
    }
    Version version = next(row.map(r -> r.entry().version().vector()).orElse(VersionVector.EMPTY));
    boolean stillNew =
        version.isLocal() && row.map(Row::entry).filter(Maker::nobodyElseHasIt).isPresent();
    return stillNew ? version.localAs(Version.LOCAL_NEW) : version;
  }

  /** The name takes no part any more. Others are told only that it is not to be had here. */
  void hold(Row row) {
    index.put(new Row(row.entry(), Optional.empty(), index.lastSeq() + 1));
  }

  /** Writes a new version and forgets what others announced up to it. */
  void put(Entry entry, Optional<Observed> observed) {
    index.clock(Math.max(index.clock(), entry.version().hlc()));
    index.put(new Row(entry, observed, index.lastSeq() + 1));
    for (Remote remote : index.remotes(entry.path())) {
      Order order = remote.entry().version().vector().compare(entry.version().vector());
      // Only an old copy of a whole device, put back, gives out equal vectors for two versions.
      boolean notGreater = Resolution.ORDER.compare(remote.entry().version(), entry.version()) <= 0;
      if (order == Order.BEFORE || order == Order.EQUAL && notGreater) {
        index.removeRemote(entry.path(), remote.device());
      }
    }
  }

  /**
   * Says again what is here, against a deletion whose maker had not seen it. That is no change: a
   * deletion by somebody who had seen it still takes it.
   */
  void sayAgain(Row row) {
    Version before = row.entry().version();
    Version next = next(before.vector());
    var again =
        new Version(
            before.vector().echo(index.actor(), index.lastSeq() + 1), next.hlc(), before.actor());
    put(row.entry().withVersion(again), row.observed());
  }

  /** What is here came back after {@code deletion}, which this device had known. */
  void putBack(Row row, Version deletion) {
    Version version = next(row.entry().version().vector().merge(deletion.vector()));
    put(row.entry().withVersion(version), row.observed());
  }

  /** Publishes what is here as a new version, beside (not above) what others have. */
  void republish(Row row) {
    Version version = next(row.entry().version().vector());
    put(row.entry().withVersion(version), row.observed());
  }
}
