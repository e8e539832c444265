package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletions that this device cannot answer for. It knows of a deletion as soon as it hears of it,
 * but of a move, or of a file that came back, it has the other half only when the content is here.
 *
 * <p>To a new database a deletion proves that what it finds is outdated, and what it finds goes.
 * Should those who had the content all have new databases, and this device know that the content
 * was put somewhere since, but wait for it still, then its half of the story would delete the last
 * copies. Therefore, when somebody begins a new database, such deletions yield to what others have,
 * as what a power cut left does ({@link TakenBack}), and nobody is told of them until that is
 * clear.
 */
final class OnItsWay {
  private static final int PAGE = 2000;

  private final Index index;
  private final LostElsewhere lostElsewhere;

  OnItsWay(Index index, LostElsewhere lostElsewhere) {
    this.index = index;
    this.lostElsewhere = lostElsewhere;
  }

  /**
   * To be called before anything is forgotten that {@code device}, which begins anew, and others
   * told. What is still on its way from there is remembered: the new database may be told of a
   * deletion that its former one had known and undone.
   *
   * @return whether others are to be asked for all that they have
   */
  boolean letYield(NodeId device) {
    if (index.need().items() == 0) {
      return false;
    }
    var deletions = deletions();
    var yielding = new ArrayList<Row>();
    List<Remote> page = index.remotes(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      for (Remote remote : page) {
        Optional<ContentId> awaited = awaited(remote);
        if (awaited.isPresent() && remote.device().equals(device)) {
          lostElsewhere.remember(device, remote.entry());
        }
        awaited.map(deletions::remove).ifPresent(yielding::addAll);
      }
      page = index.remotes(Optional.of(page.getLast().entry().path()), PAGE);
    }
    yielding.forEach(this::letYield);
    return !yielding.isEmpty();
  }

  /** Deletions that others were told of, by what was deleted. */
  private Map<ContentId, List<Row>> deletions() {
    var out = new HashMap<ContentId, List<Row>>();
    for (Row row : index.tombstones(index.lastSeq(), Integer.MAX_VALUE)) {
      if (row.isPublished() && row.entry() instanceof Tombstone gone) {
        gone.previous().ifPresent(c -> out.computeIfAbsent(c, _ -> new ArrayList<>()).add(row));
      }
    }
    return out;
  }

  /** The content that is not here yet, under this name at least. */
  private Optional<ContentId> awaited(Remote remote) {
    return remote.entry() instanceof FileEntry file
            && !index.row(file.path()).flatMap(r -> r.entry().content()).equals(file.content())
        ? file.content()
        : Optional.empty();
  }

  private void letYield(Row row) {
    lostElsewhere.yields(row);
    Entry nobodys = row.entry().withVersion(Version.nobodys(index.actor()));
    index.put(new Row(nobodys, Optional.empty(), index.lastSeq() + 1));
  }
}
