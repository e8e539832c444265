package app.bothways.sync.core;

import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;

/**
 * Finds out that this database is an old copy of itself that was put back: others know more of it
 * than it does, or something else under the same number.
 */
record OldCopy(Index index) {
  /** Of what another device says that it has heard of this database. */
  boolean isProvenBy(Index.Mark known) {
    long life = index.lifeOf(known.seq());
    return known.seq() > index.lastSeq()
        || known.life() != 0 && life != 0 && known.life() != life && known.seq() > 0;
  }

  /**
   * Of a version that came from anybody and is not what is here. A change made here has the
   * sequence of its row as its counter; so a number that this life gave to another name was given
   * twice. Only the version of a directory may be made some time before its row, and its number be
   * another row's then.
   */
  boolean isProvenBy(Entry theirs) {
    if (theirs.version().actor() != index.actor()) {
      return false;
    }
    long counter = counter(theirs);
    boolean mayBeShared = theirs instanceof DirEntry || !isOfThisLife(counter);
    return counter > index.lastSeq() || !mayBeShared && isAnothers(counter, theirs);
  }

  private long counter(Entry entry) {
    return entry.version().vector().counters().getOrDefault(index.actor(), 0L);
  }

  private boolean isOfThisLife(long counter) {
    return !index.lives().isEmpty() && counter >= index.lives().getLast().from();
  }

  private boolean isAnothers(long counter, Entry theirs) {
    return index.after(counter - 1, 1).stream()
        .filter(row -> row.seq() == counter && counter(row.entry()) == counter)
        .anyMatch(row -> !row.entry().path().equals(theirs.path()));
  }
}
