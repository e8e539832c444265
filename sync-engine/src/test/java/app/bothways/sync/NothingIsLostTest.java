package app.bothways.sync;

import static app.bothways.sync.Trees.write;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.core.Event;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.index.IndexFile;
import app.bothways.sync.index.Seal;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wish of a folder's machine is answered and every answer arrives, whatever fails. */
@Timeout(90)
class NothingIsLostTest {
  private static final int MANY = 1000;

  @TempDir Path base;

  /** A folder on its own. */
  private static final class Alone implements FolderRuntime.Outside {
    @Override
    public Optional<Session> session(NodeId device) {
      return Optional.empty();
    }

    @Override
    public void tell(SyncEvent event) {}

    @Override
    public void reopen(FolderRuntime folder, boolean setAside) {}

    @Override
    public Optional<ScheduledFuture<?>> after(long millis, Runnable task) {
      return Optional.empty();
    }
  }

  @Test
  void everyEventOfALongQueueIsHandled() throws Exception {
    var begin = new CountDownLatch(1);
    var disks =
        new TamperedDisks(
            (method, real) -> {
              if (method.equals("recover")) {
                begin.await();
              }
              return method.equals("scan") ? Optional.empty() : real.call();
            });
    FolderId id = RandomIds.folder();
    Path tree = Files.createDirectories(base.resolve("tree"));
    disks.create(tree, id);
    var folder =
        new FolderStore.Folder(
            id, "tree", tree, false, FolderMode.TWO_WAY, Keeping.TRASH_CAN, Map.of());
    IndexFile file = IndexFile.open(base.resolve("index"), 7, "anna", Seal.none());
    ChunkStore chunks = ChunkStore.open(base.resolve("chunks"));
    try (var runtime =
        new FolderRuntime(folder, file, chunks, disks.open(tree, id, _ -> {}), new Alone())) {
      runtime.start(Set.of());
      for (int i = 0; i < MANY; i++) {
        var dir = new Observed.Dir(new Stamp(0, 1, 1, i, Executable.NO));
        runtime.post(new Event.Found(List.of(new Finding.Present(RelPath.of("dir" + i), dir))));
      }
      begin.countDown();
      Device.await(() -> Optional.of(runtime.look()).filter(l -> l.totals().dirs() == MANY));
    }
  }

  @Test
  void aFolderWhoseDatabaseFailsSaysSo() throws Exception {
    var disks = new LocalDisks("anna");
    FolderId id = RandomIds.folder();
    Path tree = Files.createDirectories(base.resolve("tree"));
    disks.create(tree, id);
    var folder =
        new FolderStore.Folder(
            id, "tree", tree, false, FolderMode.TWO_WAY, Keeping.TRASH_CAN, Map.of());
    IndexFile file = IndexFile.open(base.resolve("index"), 7, "anna", Seal.none());
    ChunkStore chunks = ChunkStore.open(base.resolve("chunks"));
    try (var runtime =
        new FolderRuntime(folder, file, chunks, disks.open(tree, id, _ -> {}), new Alone())) {
      runtime.start(Set.of());
      assertThat(runtime.awaitInSync(java.time.Duration.ofSeconds(60).toNanos())).isTrue();
      file.close();
      runtime.post(new Event.Found(List.of(new Finding.Gone(RelPath.of("any")))));
      Device.await(
          () ->
              runtime.look().errors().stream()
                  .filter(e -> e.code() == ErrorCode.DATABASE)
                  .findFirst());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"recover", "checkRoot", "scan", "stageAll", "staged", "apply"})
  void anErrorInAnyWorkHoldsNothingUpForever(String method) throws Exception {
    var net = new MemoryNet();
    var disks = TamperedDisks.failingOnce(method, new OutOfMemoryError("planted"));
    try (var anna = new Device(net, base, "anna", _ -> true);
        var bert = new Device(net, base, "bert", _ -> true, disks)) {
      write(anna.tree.resolve("dir/one"), "1");
      write(anna.tree.resolve("two"), "2");
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.connect(bert);
      anna.share(folder, bert);
      assertThat(bert.inSync(folder)).as(bert.engine.folders().toString()).isTrue();
      assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree)).hasSize(3);
    }
  }

  @Test
  void anErrorWhileACopyIsMadeHoldsNothingUpForever() throws Exception {
    var net = new MemoryNet();
    var disks = TamperedDisks.failingOnce("stageCopy", new StackOverflowError("planted"));
    try (var anna = new Device(net, base, "anna", _ -> true);
        var bert = new Device(net, base, "bert", _ -> true, disks)) {
      write(anna.tree.resolve("one"), "the same");
      write(anna.tree.resolve("two"), "the same");
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.connect(bert);
      anna.share(folder, bert);
      assertThat(bert.inSync(folder)).as(bert.engine.folders().toString()).isTrue();
      assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree)).hasSize(2);
    }
  }
}
