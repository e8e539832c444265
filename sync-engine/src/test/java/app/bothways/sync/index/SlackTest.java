package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Remote;
import app.bothways.sync.core.Row;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that held much for a while becomes small again, and holds the same. */
@Timeout(120)
class SlackTest {
  private static final long ACTOR = 7;
  private static final int NAMES = 60_000;
  private static final int MOST_SLICES = 400;

  /** H2 leaves alone for this long what was replaced. */
  private static final int RETENTION_MILLIS = 20;

  @TempDir Path base;

  @BeforeEach
  void disk() {
    FullDisk.register();
    FullDisk.full(false);
  }

  @AfterEach
  void room() {
    FullDisk.full(false);
  }

  private IndexFile open() throws IOException {
    return open(1 << 20);
  }

  private IndexFile open(long leastPacked) throws IOException {
    var medium =
        new IndexFile.Medium(
            FullDisk.SCHEME, () -> 100 * System.nanoTime(), RETENTION_MILLIS, leastPacked);
    return IndexFile.open(medium, base.resolve("index"), ACTOR, "here", Seal.none());
  }

  private long size() throws IOException {
    return Files.size(base.resolve("index.mv.db"));
  }

  private static LinkEntry entry(int n) {
    var version = new Version(VersionVector.EMPTY.plus(9, n + 1), n + 1, 9);
    return new LinkEntry(RelPath.of("d" + n % 50 + "/n" + n), version, "x".repeat(90));
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
      index.put(new Row(entry(n), Optional.empty(), index.lastSeq() + 1));
      index.removeRemote(entry(n).path(), other);
      if (n % 1000 == 0) {
        index.writeOut();
      }
    }
    index.checkpoint();
  }

  private static int packs(IndexFile file) throws InterruptedException {
    int slices = 0;
    while (file.isLoose()) {
      assertThat(++slices).isLessThan(MOST_SLICES);
      file.pack();
      // What is replaced is left alone for a time; how long is what the engine waits, too.
      Thread.sleep(RETENTION_MILLIS);
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
      assertThat(file.known().children(Optional.of(RelPath.of("d1")))).isEmpty();
      assertThat(file.isLoose()).as("done").isFalse();
    }
    try (IndexFile file = open()) {
      assertThat(file.index().actor()).isEqualTo(ACTOR);
      assertThat(file.index().after(0, Integer.MAX_VALUE)).isEqualTo(rows);
      assertThat(file.isLoose()).isFalse();
    }
  }

  @Test
  void aFileThatIsSmallOrPackedIsLeftAsItIs() throws Exception {
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
