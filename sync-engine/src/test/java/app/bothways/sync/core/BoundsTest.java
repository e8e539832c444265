package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** I18: however much there is to do, only so much of it is under way at once. */
class BoundsTest {
  private static final long OTHER = 2;

  private final MemoryIndex index = new MemoryIndex(1, "anna");
  private final FolderMachine machine = new FolderMachine(index);
  private final NodeId bert = NodeId.of(new byte[32]);

  private List<Want> wants(int files, long size) {
    index.mark(bert, new Index.Mark(9, 1, 1));
    for (int i = 0; i < files; i++) {
      RelPath path = RelPath.of("f" + i);
      var version = new Version(VersionVector.EMPTY.plus(OTHER, i + 1), (9L << 16) + i, OTHER);
      index.putRemote(
          new Remote(
              bert,
              new FileEntry(
                  path, version, size, 0, false, SimDisk.hash("f" + i), Optional.empty())));
    }
    var effects = new ArrayList<Effect>();
    effects.addAll(machine.on(new Event.Opened(), 1));
    effects.addAll(machine.on(new Event.Up(bert), 2));
    effects.addAll(
        machine.on(new Event.Heard(bert, new Message.Announce(9, 1, Index.Mark.NONE, 1, 1)), 3));
    effects.addAll(machine.on(new Event.ScanEnded(Optional.empty()), 4));
    return effects.stream()
        .filter(Effect.Fetch.class::isInstance)
        .flatMap(e -> ((Effect.Fetch) e).wants().stream())
        .toList();
  }

  @Test
  void onlySoManySmallFilesAreAskedForAtOnce() {
    assertThat(wants(10_000, 100)).hasSizeBetween(512, 4096 + 512);
  }

  @Test
  void onlySoManyBytesAreAskedForAtOnce() {
    long bytes = wants(400, 3 << 20).stream().mapToLong(Want::size).sum();
    assertThat(bytes).isBetween(3L << 20, (64L + 4 + 3) << 20);
  }

  @Test
  void ofLargeFilesOnlyAFewAreUnderWay() {
    assertThat(wants(50, 5L << 30)).hasSizeBetween(1, 5);
  }
}
