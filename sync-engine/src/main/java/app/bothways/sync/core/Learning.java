package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.VersionVector.Order;
import app.bothways.sync.plan.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a version that another device tells of.
 *
 * @param outdated called when it proves that this database is an old copy
 */
record Learning(Index index, Policy policy, OldCopy oldCopy, Runnable outdated) {
  private static final int PAGE = 1000;

  void learn(Member member, Entry entry) {
    if (entry.version().isLocal()) {
      return;
    }
    index.clock(Math.max(index.clock(), entry.version().hlc()));
    index.margin().unwithdraw(entry.path(), member.device);
    Optional<Row> mine = new GivenUp(index).row(entry);
    if (policy.excludes(entry.path(), mine)) {
      index.removeRemote(entry.path(), member.device);
      return;
    }
    boolean older =
        mine.filter(row -> Resolution.causality(entry, row.entry()) == Order.BEFORE).isPresent();
    if (older || mine.filter(row -> row.entry().equals(entry)).isPresent()) {
      index.removeRemote(entry.path(), member.device);
    } else if (oldCopy.isProvenBy(entry)) {
      outdated.run();
    } else {
      index.putRemote(new Remote(member.device, entry));
    }
    boolean beaten = older || mine.filter(row -> isDeletedAfterAll(row, entry)).isPresent();
    if (beaten && mine.get().seq() <= member.acked) {
      // It has heard of the newer one and yet tells the older one: it has forgotten, as a device
      // does that collected a tombstone and then met somebody who had been away.
      index.put(new Row(mine.get().entry(), mine.get().observed(), index.lastSeq() + 1));
    }
  }

  /**
   * Whether a deletion holds here against what is told. Who had heard of it and still knew it would
   * have put that above it; who could not read the name until all had forgotten the deletion tells
   * of a find, and has to learn why nobody takes it.
   */
  private static boolean isDeletedAfterAll(Row mine, Entry told) {
    return mine.entry() instanceof Tombstone
        && mine.isPublished()
        && !(told instanceof Tombstone)
        && Resolution.causality(mine.entry(), told) == Order.CONCURRENT
        && Resolution.ORDER.compare(mine.entry().version(), told.version()) > 0;
  }

  /**
   * Before it tells everything anew. What it has deleted and this device, which only sends, still
   * has, it may have forgotten since: that was acknowledged and left as it is, and will not be told
   * again.
   */
  void forget(NodeId device) {
    List<Remote> deletions =
        policy.mode() == FolderMode.SEND_ONLY ? deletionsBy(device) : List.of();
    index.dropRemotes(device);
    deletions.forEach(index::putRemote);
  }

  private List<Remote> deletionsBy(NodeId device) {
    var out = new ArrayList<Remote>();
    List<Remote> page = index.remotes(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      page.stream()
          .filter(r -> r.device().equals(device) && r.entry() instanceof Tombstone)
          .forEach(out::add);
      page = index.remotes(Optional.of(page.getLast().entry().path()), PAGE);
    }
    return out;
  }
}
