package app.bothways.sync.core;

import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.Optional;

/** What was deleted by mistake, here or elsewhere, comes to hold again. */
final class WantedBack {
  private final Index index;
  private final Maker maker;

  WantedBack(Index index, Maker maker) {
    this.index = index;
    this.maker = maker;
  }

  /**
   * Something is gone from this disk: its deletion, which nobody is told of, yields to what others
   * have as soon as they tell it again. What nobody else has stays gone.
   */
  void fromOthers(RelPath path) {
    index
        .row(path)
        .filter(row -> row.observed().isPresent())
        .ifPresent(
            row -> {
              index
                  .live(Optional.of(path), Integer.MAX_VALUE)
                  .forEach(child -> fromOthers(child.entry().path()));
              giveWay(row);
            });
  }

  private void giveWay(Row row) {
    Version version = row.entry().version();
    if (version.hlc() == Version.LOCAL_NEW) {
      maker.hold(row);
      return;
    }
    var gone =
        new Tombstone(row.entry().path(), version.localAs(Version.YIELDING), row.entry().content());
    index.put(new Row(gone, Optional.empty(), index.lastSeq() + 1));
  }

  /** Others have deleted what is here: it becomes a version that contains their deletions. */
  void toOthers(Item deletion) {
    Row mine = deletion.mine.orElseThrow();
    VersionVector all =
        index.theirs(deletion.path()).stream()
            .map(e -> e.version().vector())
            .reduce(mine.entry().version().vector(), VersionVector::merge);
    maker.put(mine.entry().withVersion(maker.next(all)), mine.observed());
  }
}
