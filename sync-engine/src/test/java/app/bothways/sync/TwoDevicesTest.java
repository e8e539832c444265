package app.bothways.sync;

import static app.bothways.sync.Trees.write;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class TwoDevicesTest {
  @TempDir Path base;

  private final MemoryNet net = new MemoryNet();
  private Device anna;
  private Device bert;

  @BeforeEach
  void open() throws Exception {
    anna = new Device(net, base, "anna", _ -> true);
    bert = new Device(net, base, "bert", _ -> true);
    Files.createDirectories(anna.tree);
  }

  @AfterEach
  void close() {
    anna.close();
    bert.close();
  }

  private FolderId shared() throws Exception {
    FolderId folder = anna.engine.add(anna.tree, Optional.empty());
    anna.connect(bert);
    anna.share(folder, bert);
    assertThat(anna.inSync(folder)).isTrue();
    return folder;
  }

  private void same() throws Exception {
    assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree));
  }

  @Test
  void aTreeArrivesWhole() throws Exception {
    for (int i = 0; i < 300; i++) {
      write(anna.tree.resolve("d" + i % 7 + "/e" + i % 3 + "/f" + i), "text " + i % 50);
    }
    Files.createDirectories(anna.tree.resolve("empty/inner"));
    write(anna.tree.resolve("nothing"), "");
    write(anna.tree.resolve("it's \"odd\" 🎈/naïve name .txt"), "x");
    Files.createSymbolicLink(anna.tree.resolve("link"), Path.of("d1/e1"));
    Files.createSymbolicLink(anna.tree.resolve("dangling"), Path.of("no/such"));
    Path tool = anna.tree.resolve("tool.sh");
    write(tool, "#!/bin/sh\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    shared();
    same();
    assertThat(Trees.of(bert.tree)).hasSizeGreaterThan(300);
  }

  @Test
  void changesOfBothSidesGoBothWays() throws Exception {
    write(anna.tree.resolve("keep"), "1");
    write(anna.tree.resolve("edit"), "1");
    write(anna.tree.resolve("gone"), "1");
    write(anna.tree.resolve("dir/a"), "a");
    write(anna.tree.resolve("dir/b"), "b");
    write(anna.tree.resolve("flip"), "was a file");
    write(anna.tree.resolve("flop/inside"), "was a dir");
    FolderId folder = shared();

    write(anna.tree.resolve("edit"), "2 by anna");
    Files.delete(bert.tree.resolve("gone"));
    Files.move(bert.tree.resolve("dir"), bert.tree.resolve("moved"));
    Files.delete(bert.tree.resolve("flip"));
    write(bert.tree.resolve("flip/now"), "a dir");
    Files.delete(anna.tree.resolve("flop/inside"));
    Files.delete(anna.tree.resolve("flop"));
    write(anna.tree.resolve("flop"), "now a file");
    Files.setPosixFilePermissions(
        bert.tree.resolve("keep"), PosixFilePermissions.fromString("rwx------"));

    assertThat(bert.inSync(folder)).isTrue();
    same();
    assertThat(Trees.of(anna.tree).keySet())
        .containsExactlyInAnyOrder(
            "keep", "edit", "moved", "moved/a", "moved/b", "flip", "flip/now", "flop");
    assertThat(anna.tree.resolve("edit")).hasContent("2 by anna");
    assertThat(Files.isExecutable(anna.tree.resolve("keep"))).isTrue();
  }

  @Test
  void theSameFileEditedApartIsKeptTwiceOnBoth() throws Exception {
    write(anna.tree.resolve("letter.txt"), "old");
    FolderId folder = shared();
    net.cut(bert.id);
    write(anna.tree.resolve("letter.txt"), "by anna");
    write(bert.tree.resolve("letter.txt"), "by bert");
    assertThat(anna.inSync(folder)).isTrue();
    assertThat(bert.inSync(folder)).isTrue();
    net.heal(bert.id);
    bert.connect(anna);
    Device.await(
        () -> anna.engine.folder(folder.text()).filter(f -> f.members().getFirst().connected()));
    assertThat(anna.inSync(folder)).isTrue();
    same();
    assertThat(contents(anna.tree)).containsExactlyInAnyOrder("by anna", "by bert");
    assertThat(anna.engine.folder(folder.text()).orElseThrow().conflicts()).isEqualTo(1);
  }

  private static List<String> contents(Path tree) throws Exception {
    try (Stream<Path> all = Files.list(tree)) {
      return all.filter(Files::isRegularFile).map(TwoDevicesTest::read).toList();
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aNonEmptyDirectoryIsMergedWithTheOffer() throws Exception {
    write(anna.tree.resolve("same"), "equal");
    write(anna.tree.resolve("differs.txt"), "anna's");
    write(anna.tree.resolve("only-anna"), "1");
    write(bert.tree.resolve("same"), "equal");
    write(bert.tree.resolve("differs.txt"), "bert's");
    write(bert.tree.resolve("only-bert"), "2");
    shared();
    same();
    assertThat(contents(anna.tree))
        .containsExactlyInAnyOrder("equal", "anna's", "bert's", "1", "2");
  }

  @Test
  void aRestartGoesOnWhereItWas() throws Exception {
    write(anna.tree.resolve("a"), "1");
    FolderId folder = shared();
    bert.close();
    write(anna.tree.resolve("a"), "2");
    write(bert.tree.resolve("b"), "new while off");
    bert.start();
    bert.connect(anna);
    assertThat(bert.inSync(folder)).isTrue();
    assertThat(anna.inSync(folder)).isTrue();
    same();
    assertThat(contents(anna.tree)).containsExactlyInAnyOrder("2", "new while off");
  }

  @Test
  void aLostDatabaseDeletesNothingAndMakesNoConflicts() throws Exception {
    write(anna.tree.resolve("a"), "1");
    write(anna.tree.resolve("b/c"), "2");
    FolderId folder = shared();
    bert.close();
    Files.write(
        bert.home.resolve("folders").resolve(folder.text() + ".mv.db"), new byte[] {1, 2, 3});
    Files.delete(bert.tree.resolve("a"));
    bert.start();
    bert.connect(anna);
    assertThat(bert.inSync(folder)).isTrue();
    same();
    assertThat(Trees.of(anna.tree).keySet()).containsExactly("a", "b", "b/c");
  }

  @Test
  void aConnectionCutInTheMiddleIsMadeGoodByTheNext() throws Exception {
    for (int i = 0; i < 200; i++) {
      write(anna.tree.resolve("f" + i), "x".repeat(20_000) + i);
    }
    FolderId folder = anna.engine.add(anna.tree, Optional.empty());
    anna.connect(bert);
    anna.share(folder, bert);
    Device.await(() -> bert.engine.folder(folder.text()).filter(f -> f.need().files() > 0));
    net.cut(bert.id);
    net.heal(bert.id);
    anna.connect(bert);
    Device.await(
        () -> anna.engine.folder(folder.text()).filter(f -> f.members().getFirst().connected()));
    assertThat(bert.inSync(folder)).isTrue();
    same();
  }

  @Test
  void editsArriveWithoutBeingAskedFor() throws Exception {
    shared();
    write(anna.tree.resolve("note"), "hello");
    Device.await(
        () ->
            Optional.of(bert.tree.resolve("note"))
                .filter(p -> Files.exists(p) && read(p).equals("hello")));
    same();
  }

  @Test
  void whoIsNoMemberGetsNothing() throws Exception {
    write(anna.tree.resolve("secret"), "canary");
    FolderId folder = shared();
    try (var carl = new Device(net, base, "carla", _ -> true)) {
      carl.connect(anna);
      Files.createDirectories(carl.tree);
      assertThat(anna.engine.folder(folder.text()).orElseThrow().members())
          .extracting(FolderStatus.Member::id)
          .containsExactly(bert.id);
      var asked = new java.util.concurrent.CompletableFuture<String>();
      var connection = carl.dial(anna);
      var session = new app.bothways.sync.exchange.Session(connection, new Nosy(folder, asked));
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  session.run();
                } catch (java.io.IOException ended) {
                  asked.complete("ended");
                }
              });
      assertThat(asked.get(20, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("absent, missing");
      assertThat(carl.engine.offers()).isEmpty();
      session.close("done");
    }
  }

  @Test
  void whatCannotBeAFolderIsRefusedWithASentence() throws Exception {
    anna.engine.add(anna.tree, Optional.empty());
    write(base.resolve("file"), "x");
    Files.createDirectories(anna.tree.resolve("inner"));
    refused(() -> anna.engine.add(base.resolve("nowhere"), Optional.empty()), "does not exist");
    refused(() -> anna.engine.add(base.resolve("file"), Optional.empty()), "not a directory");
    refused(() -> anna.engine.add(anna.tree, Optional.empty()), "is a folder already");
    refused(() -> anna.engine.add(anna.tree.resolve("inner"), Optional.empty()), "lies inside");
    refused(() -> anna.engine.add(base, Optional.empty()), "holds");
    refused(() -> anna.engine.accept("nothing", base, Optional.empty()), "no offer");
    var unknown = new FolderId("a".repeat(26));
    refused(() -> anna.engine.scan(unknown), "no folder");
    refused(() -> anna.engine.share(unknown, bert.id, FolderMode.TWO_WAY), "no folder");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String why) {
    org.assertj.core.api.Assertions.assertThatThrownBy(what)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void twoConnectionsAtOnceAreAsGoodAsOne() throws Exception {
    FolderId folder = shared();
    var second = bert.connect(anna);
    write(anna.tree.resolve("one"), "1");
    assertThat(bert.inSync(folder)).isTrue();
    same();
    second.close(0, "one is enough");
    write(bert.tree.resolve("two"), "2");
    Device.await(
        () -> anna.engine.folder(folder.text()).filter(f -> f.members().getFirst().connected()));
    assertThat(bert.inSync(folder)).isTrue();
    assertThat(anna.inSync(folder)).isTrue();
    same();
    assertThat(contents(anna.tree)).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void aDeviceThatIsForgottenGetsNothingMore() throws Exception {
    FolderId folder = shared();
    anna.engine.forget(bert.id);
    assertThat(anna.engine.folder(folder.text()).orElseThrow().members()).isEmpty();
    anna.connect(bert);
    write(anna.tree.resolve("later"), "1");
    assertThat(anna.inSync(folder)).isTrue();
    assertThat(Trees.of(bert.tree)).isEmpty();
  }

  @Test
  void whoIsForgottenAndTakenInAgainGoesOnWithItsDatabase() throws Exception {
    write(anna.tree.resolve("edited"), "v1");
    write(anna.tree.resolve("gone"), "1");
    FolderId folder = shared();
    bert.engine.forget(anna.id);
    Device.await(
        () -> anna.engine.folder(folder.text()).filter(f -> !f.members().getFirst().connected()));
    write(anna.tree.resolve("edited"), "v2");
    Files.delete(anna.tree.resolve("gone"));
    Device.await(() -> anna.engine.folder(folder.text()).filter(f -> f.local().files() == 1));
    anna.connect(bert);
    FolderOffer again = Device.await(() -> bert.engine.offers().stream().findFirst());
    bert.engine.accept(again.offer(), bert.tree, Optional.empty());
    assertThat(bert.inSync(folder)).isTrue();
    assertThat(anna.inSync(folder)).isTrue();
    same();
    assertThat(Trees.of(anna.tree)).containsOnlyKeys("edited");
    assertThat(anna.tree.resolve("edited")).hasContent("v2");
    try (Stream<Path> homes = Stream.concat(Files.walk(anna.home), Files.walk(bert.home))) {
      assertThat(homes.filter(f -> f.toString().contains(".damaged-"))).isEmpty();
    }
  }
}
