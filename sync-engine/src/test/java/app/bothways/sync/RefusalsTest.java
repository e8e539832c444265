package app.bothways.sync;

import static app.bothways.sync.Trees.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a wish about folders is refused, provoked. */
@Timeout(120)
class RefusalsTest {
  @TempDir Path base;
  private Device anna;
  private Device bert;
  private MemoryNet net;

  @BeforeEach
  void open() throws Exception {
    net = new MemoryNet();
    anna = new Device(net, base, "anna", _ -> true);
    bert = new Device(net, base, "bert", _ -> true);
    Files.createDirectories(anna.tree.resolve("sub"));
  }

  @AfterEach
  void close() {
    anna.close();
    bert.close();
  }

  private static void refused(Refusal code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class,
            r -> {
              assertThat(r.code()).isEqualTo(code);
              assertThat(r.getMessage()).endsWith(".");
              assertThat(r.code().next()).endsWith(".");
            });
  }

  private void add(Refusal code, Path place) {
    refused(code, () -> anna.engine.add(place, Optional.empty()));
  }

  @Test
  void placesThatCannotBeFoldersAreRefused() throws Exception {
    anna.engine.add(anna.tree, Optional.empty());
    add(Refusal.ALREADY_A_FOLDER, anna.tree);
    add(Refusal.INSIDE_A_FOLDER, anna.tree.resolve("sub"));
    add(Refusal.OWN_DATA, anna.home);
    add(Refusal.NO_SUCH_PLACE, base.resolve("none"));
    write(base.resolve("file"), "x");
    add(Refusal.NOT_A_DIRECTORY, base.resolve("file"));
    write(base.resolve("odd/.bothways"), "a file where the marker's directory would be");
    add(Refusal.PLACE_NOT_USABLE, base.resolve("odd"));
  }

  @Test
  void whatIsNotThereIsRefused() throws Exception {
    FolderId folder = anna.engine.add(anna.tree, Optional.empty());
    refused(Refusal.NOT_A_DEVICE, () -> anna.engine.share(folder, anna.id, FolderMode.TWO_WAY));
    refused(
        Refusal.NO_SUCH_OFFER,
        () -> anna.engine.accept("none", base.resolve("x"), Optional.empty()));
    refused(Refusal.NO_SUCH_FOLDER, () -> bert.engine.scan(folder));
    refused(Refusal.NO_SUCH_FOLDER, () -> bert.engine.care().conflicts(folder));
    Files.move(anna.tree, base.resolve("away"));
    refused(Refusal.FOLDER_NOT_OPEN, () -> anna.engine.care().versions(folder, Optional.empty()));
  }

  @Test
  void aFolderThatIsHereIsNotAcceptedElsewhere() throws Exception {
    FolderId folder = anna.engine.add(anna.tree, Optional.empty());
    anna.connect(bert);
    anna.share(folder, bert);
    assertThat(anna.inSync(folder)).isTrue();
    bert.engine.forget(anna.id);
    Device.await(
        () -> anna.engine.folder(folder.text()).filter(f -> !f.members().getFirst().connected()));
    anna.connect(bert);
    FolderOffer again = Device.await(() -> bert.engine.offers().stream().findFirst());
    refused(
        Refusal.ALREADY_HERE,
        () -> bert.engine.accept(again.offer(), base.resolve("other"), Optional.empty()));
  }

  @Test
  void aFileWithSeveralConflictCopiesNeedsAChoice() throws Exception {
    String mark = " (conflict, bert, 2024-01-01 00-00 UTC)";
    for (String name : List.of("x.txt", "x" + mark + ".txt", "x" + mark + "-2.txt")) {
      write(anna.tree.resolve(name), name);
    }
    FolderId folder = anna.engine.add(anna.tree, Optional.empty());
    assertThat(anna.engine.awaitInSync(folder, java.time.Duration.ofSeconds(60))).isTrue();
    FolderCare care = anna.engine.care();
    assertThat(care.conflicts(folder)).hasSize(2);
    refused(
        Refusal.SEVERAL_COPIES,
        () -> care.resolve(folder, RelPath.of("x.txt"), FolderCare.Keep.OTHER));
    care.resolve(folder, RelPath.of("x" + mark + ".txt"), FolderCare.Keep.OTHER);
    assertThat(anna.tree.resolve("x.txt")).hasContent("x" + mark + ".txt");
  }

  // ---- what a disk can do -------------------------------------------------------------------

  private FolderDisk disk() throws IOException {
    var disks = new LocalDisks("anna");
    var folder = new FolderId("abcdefghijklmnopqrstuvwxyz");
    disks.create(anna.tree, folder);
    return disks.open(anna.tree, folder, _ -> {});
  }

  private static HandEdits edits(FolderDisk disk) {
    return new HandEdits(disk, InstantSource.system(), _ -> {});
  }

  /** A disk on which every step ends like this. */
  private static FolderDisk ending(FolderDisk disk, Supplier<StepResult> result) {
    return (FolderDisk)
        Proxy.newProxyInstance(
            FolderDisk.class.getClassLoader(),
            new Class<?>[] {FolderDisk.class},
            (_, method, arguments) -> {
              if (method.getName().equals("apply")) {
                return ((List<?>) arguments[0]).stream().map(_ -> result.get()).toList();
              }
              try {
                return method.invoke(disk, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void whatTheDiskDoesNotAllowIsRefused() throws Exception {
    write(anna.tree.resolve("a"), "1");
    Files.createSymbolicLink(anna.tree.resolve("link"), Path.of("a"));
    RelPath a = RelPath.of("a");
    try (FolderDisk disk = disk()) {
      refused(Refusal.NO_SUCH_FILE, () -> edits(disk).rename(RelPath.of("none"), a));
      refused(Refusal.IS_A_DIRECTORY, () -> edits(disk).restore(RelPath.of("sub"), "any"));
      refused(Refusal.NOT_A_FILE, () -> edits(disk).replace(a, RelPath.of("link")));
      FolderDisk restless = ending(disk, () -> new StepResult.Stale(a));
      refused(Refusal.CHANGING, () -> edits(restless).remove(a));
      var full = DiskErrors.make(ErrorCode.DISK_FULL, "a", "0 bytes");
      FolderDisk tight = ending(disk, () -> new StepResult.Failed(full));
      refused(Refusal.DISK, () -> edits(tight).remove(a));
      assertThat(anna.tree.resolve("a")).hasContent("1");
    }
  }

  private ErrorCode pipe() throws Exception {
    Path pipe = anna.tree.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    FolderId folder = anna.engine.add(anna.tree, Optional.empty());
    return Device.await(
            () -> anna.engine.folder(folder.text()).orElseThrow().errors().stream().findFirst())
        .code();
  }

  @Test
  void whatCannotBeReadSaysWhy() throws Exception {
    write(anna.tree.resolve("a"), "1");
    try (FolderDisk disk = disk()) {
      Observed before = edits(disk).look(RelPath.of("a")).orElseThrow();
      write(anna.tree.resolve("a"), "22");
      assertThatThrownBy(() -> disk.open(RelPath.of("a"), before))
          .isInstanceOfSatisfying(
              DiskException.class,
              e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CHANGED_WHILE_READ));
    }
    assertThat(pipe()).isEqualTo(ErrorCode.UNSUPPORTED_KIND);
    assertThat(DiskErrors.reading("a", new IOException("odd")).code())
        .isEqualTo(ErrorCode.READ_FAILED);
  }
}
