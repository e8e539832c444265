package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import org.junit.jupiter.api.Test;

/** What others say of this database that only its later self can have told them. */
class OldCopyTest {
  private final MemoryIndex index = new MemoryIndex(7, "anna");

  private Version mine(long counter) {
    return new Version(VersionVector.EMPTY.plus(index.actor(), counter), 9, index.actor());
  }

  private boolean isProvenBy(Entry entry) {
    return new OldCopy(index).isProvenBy(entry);
  }

  @Test
  void aNumberThatWasNeverGivenOutHereProvesIt() {
    RelPath path = RelPath.of("a");
    long next = index.lastSeq() + 1;
    assertThat(isProvenBy(new LinkEntry(path, mine(next), "x"))).isTrue();
    assertThat(isProvenBy(new DirEntry(path, mine(next)))).isTrue();
  }

  @Test
  void whatAnotherDeviceMadeProvesNothing() {
    var theirs = new Version(VersionVector.EMPTY.plus(9, 100), 9, 9);
    assertThat(isProvenBy(new DirEntry(RelPath.of("a"), theirs))).isFalse();
  }
}
