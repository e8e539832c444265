package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Remote;
import app.bothways.sync.core.Row;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that held much for a while becomes small again, and holds the same. */
@Timeout(120)
class SlackTest {
  private static final long ACTOR = 7;
  private static final int NAMES = 60_000;
  private static final int DIRS = 50;
  private static final int MOST_SLICES = 400;

  @TempDir Path base;

  @BeforeEach
  void disk() {
    FullDisk.register();
  }

  private IndexFile open() throws IOException {
    return open(1 << 20);
  }

  private IndexFile open(long leastPacked) throws IOException {
    // No power is cut here, so nothing that was replaced has to be left alone for a time.
    var medium = new IndexFile.Medium(FullDisk.SCHEME, System::nanoTime, 0, leastPacked);
    return IndexFile.open(medium, base.resolve("index"), ACTOR, "here", Seal.none());
  }

  private long size() throws IOException {
    return Files.size(base.resolve("index.mv.db"));
  }

  private static LinkEntry entry(int n) {
    var version = new Version(VersionVector.EMPTY.plus(9, n + 1), n + 1, 9);
    return new LinkEntry(RelPath.of("d" + n % DIRS + "/n" + n), version, "x".repeat(90));
  }

  /** Another device announces much, and all of it comes, a thousand at a time. */
  private static void joins(H2Index index) {
    NodeId other = NodeId.of(new byte[NodeId.LENGTH]);
    for (int n = 0; n < NAMES; n++) {
      index.putRemote(new Remote(other, entry(n)));
      if (n % 1000 == 0) {
        index.commit();
      }
    }
    index.checkpoint();
    for (int n = 0; n < NAMES; n++) {
      var here = new Observed.Link(new Stamp(0, n, n, n, Executable.NO), entry(n).target());
      index.put(new Row(entry(n), Optional.of(here), index.lastSeq() + 1));
      index.removeRemote(entry(n).path(), other);
      if (n % 1000 == 0) {
        index.writeOut();
      }
    }
    index.checkpoint();
  }

  private static int packs(IndexFile file) {
    int slices = 0;
    while (file.isLoose()) {
      assertThat(++slices).isLessThan(MOST_SLICES);
      file.pack();
    }
    return slices;
  }

  @Test
  void whatWasNeededForAWhileIsGivenBack() throws Exception {
    List<Row> rows;
    long large;
    try (IndexFile file = open()) {
      joins(file.index());
      rows = file.index().after(0, Integer.MAX_VALUE);
      large = size();
      assertThat(packs(file)).isPositive();
      assertThat(size()).isLessThan(large * 6 / 10);
      assertThat(file.index().after(0, Integer.MAX_VALUE)).isEqualTo(rows);
      assertThat(file.known().children(Optional.of(RelPath.of("d1")))).hasSize(NAMES / DIRS);
      assertThat(file.isLoose()).as("done").isFalse();
    }
    try (IndexFile file = open()) {
      assertThat(file.index().actor()).isEqualTo(ACTOR);
      assertThat(file.index().after(0, Integer.MAX_VALUE)).isEqualTo(rows);
      assertThat(file.isLoose()).isFalse();
    }
  }

  @Test
  void aSmallFileIsLeftAsItIs() throws Exception {
    try (IndexFile file = open(1L << 40)) {
      joins(file.index());
      assertThat(file.isLoose()).isFalse();
    }
  }

  @Test
  void aDiskThatFillsUpMeanwhileCostsNothing() throws Exception {
    IndexFile file = open();
    joins(file.index());
    List<Row> rows = file.index().after(0, Integer.MAX_VALUE);
    assertThat(file.isLoose()).isTrue();
    FullDisk.full(true);
    IndexFailure failure = catchThrowableOfType(IndexFailure.class, () -> packs(file));
    assertThat(failure.damaged()).isFalse();
    assertThatThrownBy(file::close).isInstanceOf(IllegalStateException.class);
    FullDisk.full(false);
    try (IndexFile again = open()) {
      assertThat(again.index().actor()).isEqualTo(ACTOR);
      assertThat(again.index().after(0, Integer.MAX_VALUE)).isEqualTo(rows);
    }
  }
}
