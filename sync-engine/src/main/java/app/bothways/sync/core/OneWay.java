package app.bothways.sync.core;

import app.bothways.sync.FolderMode;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.plan.Action;
import app.bothways.sync.plan.Planner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What happens to the index when a person changes what takes part, or which way changes go. */
final class OneWay {
  private static final int PAGE = 1000;

  private final Index index;
  private final Maker maker;
  private final Members members;
  private final Policy policy;

  OneWay(Index index, Maker maker, Members members, Policy policy) {
    this.index = index;
    this.maker = maker;
    this.members = members;
    this.policy = policy;
  }

  /** True when names have to be looked at anew. */
  boolean rules(Event.Rules now) {
    policy.rules(now.rules(), now.faults());
    String before =
        index.margin().rules().isEmpty() ? IgnoreRules.NONE.fingerprint() : index.margin().rules();
    if (before.equals(now.rules().fingerprint())) {
      return false;
    }
    holdIgnored();
    forgetIgnored();
    members.basis().shifts();
    index.margin().rules(now.rules().fingerprint());
    if (!before.equals(IgnoreRules.NONE.fingerprint())) {
      // What was ignored so far was not listened to.
      members.relearn();
    }
    return true;
  }

  private void holdIgnored() {
    List<Row> ignored = new ArrayList<>();
    long seq = 0;
    while (true) {
      List<Row> page = index.after(seq, PAGE);
      if (page.isEmpty()) {
        break;
      }
      seq = page.getLast().seq();
      page.stream()
          .filter(r -> r.observed().isPresent() && policy.rules().ignores(r.entry().path()))
          .forEach(ignored::add);
    }
    Comparator<Row> byPath = Comparator.comparing(r -> r.entry().path());
    ignored.sort(byPath.reversed());
    for (Row row : ignored) {
      RelPath path = row.entry().path();
      boolean carries =
          row.entry() instanceof DirEntry && !index.live(Optional.of(path), 1).isEmpty();
      if (!carries) {
        maker.hold(row);
      }
    }
  }

  private void forgetIgnored() {
    Optional<RelPath> after = Optional.empty();
    while (true) {
      List<Remote> page = index.remotes(after, PAGE);
      if (page.isEmpty()) {
        return;
      }
      after = Optional.of(page.getLast().entry().path());
      for (Remote remote : page) {
        RelPath path = remote.entry().path();
        if (policy.excludes(path, index.row(path))) {
          index.remotes(path).forEach(r -> index.removeRemote(path, r.device()));
          policy.settled(path);
        }
      }
    }
  }

  /** Local changes become known to others when the device is no longer one that only receives. */
  void mode(FolderMode mode) {
    policy.mode(mode);
    members.basis().shifts();
    if (!policy.publishes()) {
      return;
    }
    for (Row row : allLocal()) {
      if (row.entry().version().hlc() != Version.YIELDING) {
        Version version = maker.next(row.entry().version().vector());
        maker.put(row.entry().withVersion(version), row.observed());
      }
    }
  }

  private List<Row> allLocal() {
    var all = new ArrayList<Row>();
    List<Row> page = index.margin().local(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = index.margin().local(Optional.of(page.getLast().entry().path()), PAGE);
    }
    return all;
  }

  /** What is here becomes a version that contains all that others have. */
  void override() {
    if (policy.mode() != FolderMode.SEND_ONLY) {
      return;
    }
    var paths = new ArrayList<RelPath>();
    List<Remote> page = index.remotes(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      page.forEach(r -> paths.add(r.entry().path()));
      page = index.remotes(Optional.of(page.getLast().entry().path()), PAGE);
    }
    paths.stream().distinct().forEach(this::override);
  }

  private void override(RelPath path) {
    List<Entry> theirs = index.theirs(path);
    Optional<Row> mine = index.row(path);
    boolean left =
        !theirs.isEmpty()
            && Planner.decide(mine.map(Row::entry), theirs, policy.mode()) instanceof Action.Leave;
    if (!left) {
      return;
    }
    VersionVector all =
        theirs.stream()
            .map(e -> e.version().vector())
            .reduce(
                mine.map(r -> r.entry().version().vector()).orElse(VersionVector.EMPTY),
                VersionVector::merge);
    Version version = maker.next(all);
    Entry holds =
        mine.map(r -> r.entry().withVersion(version))
            .orElseGet(() -> new Tombstone(path, version, Optional.empty()));
    maker.put(holds, mine.flatMap(Row::observed));
    policy.settled(path);
  }

  /** What was changed here gives way as soon as others tell what they have. */
  void revert() {
    if (policy.mode() != FolderMode.RECEIVE_ONLY) {
      return;
    }
    for (Row row : allLocal()) {
      Version version = row.entry().version();
      if (version.hlc() == Version.LOCAL_CHANGE) {
        Entry yielding = row.entry().withVersion(version.localAs(Version.YIELDING));
        index.put(new Row(yielding, row.observed(), index.lastSeq() + 1));
      }
    }
    members.relearn();
  }
}
