package app.bothways.sync;

import static app.bothways.sync.Trees.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.Explanation.Has;
import app.bothways.sync.Explanation.State;
import app.bothways.sync.FolderCare.ConflictCopy;
import app.bothways.sync.FolderCare.Difference;
import app.bothways.sync.FolderCare.Keep;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people decide inside folders, on two real engines. */
@Timeout(120)
class CareTest {
  @TempDir Path base;
  private Device anna;
  private Device bert;
  private FolderId folder;

  @BeforeEach
  void open() throws Exception {
    var net = new MemoryNet();
    anna = new Device(net, base, "anna", _ -> true);
    bert = new Device(net, base, "bert", _ -> true);
    Files.createDirectories(anna.tree);
  }

  @AfterEach
  void close() {
    anna.close();
    bert.close();
  }

  private void share(FolderMode bertDoes) throws Exception {
    folder = anna.engine.add(anna.tree, Optional.empty());
    anna.connect(bert);
    anna.engine.share(folder, bert.id, bertDoes);
    FolderOffer offer = Device.await(() -> bert.engine.offers().stream().findFirst());
    assertThat(offer.mode()).isEqualTo(bertDoes);
    bert.engine.accept(offer.offer(), bert.tree, Optional.empty());
    sync();
  }

  private void sync() throws Exception {
    assertThat(anna.inSync(folder)).isTrue();
    assertThat(bert.inSync(folder)).isTrue();
  }

  private static RelPath path(String text) {
    return RelPath.of(text);
  }

  private Explanation explain(Device device, String path) throws Exception {
    return device.engine.care().explain(folder, path(path));
  }

  // ---- ignore -------------------------------------------------------------------------------

  @Test
  void whatIsIgnoredIsNeitherSentNorDeletedAndComesBackWhenItIsNot() throws Exception {
    write(anna.tree.resolve("keep.txt"), "1");
    write(anna.tree.resolve("build/out.o"), "o");
    write(anna.tree.resolve("notes.tmp"), "t");
    share(FolderMode.TWO_WAY);
    FolderCare care = anna.engine.care();
    care.ignore(folder, List.of("*.tmp", "/build"), List.of());
    sync();
    assertThat(bert.tree.resolve("notes.tmp")).as("was there before").exists();
    assertThat(explain(anna, "build/out.o").rule())
        .hasValueSatisfying(
            rule -> assertThat(rule.toString()).isEqualTo(".bothwaysignore:2: /build"));
    assertThat(explain(anna, "notes.tmp").state()).isEqualTo(State.IGNORED);
    assertThat(explain(bert, "notes.tmp").devices().getFirst().has()).isEqualTo(Has.TAKES_NO_PART);

    write(anna.tree.resolve("new.tmp"), "only here");
    write(bert.tree.resolve("notes.tmp"), "changed by bert");
    Files.delete(anna.tree.resolve("build/out.o"));
    write(bert.tree.resolve("keep.txt"), "2");
    sync();
    assertThat(anna.tree.resolve("keep.txt")).hasContent("2");
    assertThat(anna.tree.resolve("notes.tmp")).hasContent("t");
    assertThat(bert.tree.resolve("new.tmp")).doesNotExist();
    assertThat(bert.tree.resolve("build/out.o")).exists();
    assertThat(bert.tree.resolve(".bothwaysignore")).doesNotExist();

    care.ignore(folder, List.of(), List.of("*.tmp", "/build"));
    sync();
    assertThat(anna.tree.resolve("notes.tmp")).hasContent("changed by bert");
    assertThat(bert.tree.resolve("new.tmp")).hasContent("only here");
    assertThat(anna.tree.resolve("build/out.o")).as("deleted while ignored").hasContent("o");
    assertThat(care.conflicts(folder)).isEmpty();
  }

  @Test
  void theSharedPatternsHoldOnAllDevicesAndAnIncludedNameBringsItsDirectory() throws Exception {
    write(anna.tree.resolve(".bothwaysshared"), "!/cache/keep\n/cache\n");
    write(anna.tree.resolve("cache/keep"), "k");
    write(anna.tree.resolve("cache/drop"), "d");
    share(FolderMode.TWO_WAY);
    assertThat(bert.tree.resolve("cache/keep")).hasContent("k");
    assertThat(bert.tree.resolve("cache/drop")).doesNotExist();
    write(bert.tree.resolve("cache/other"), "o");
    sync();
    assertThat(anna.tree.resolve("cache/other")).doesNotExist();
    assertThat(explain(bert, "cache/other").rule().orElseThrow().file())
        .isEqualTo(".bothwaysshared");
  }

  @Test
  void aLineThatCannotBeUnderstoodHoldsTheFolderUpUntilItIsRight() throws Exception {
    write(anna.tree.resolve("a"), "1");
    share(FolderMode.TWO_WAY);
    write(anna.tree.resolve(".bothwaysignore"), "[oops\n");
    write(anna.tree.resolve("secret"), "not for others");
    anna.engine.scan(folder);
    Device.await(
        () ->
            anna.engine.folder(folder.text()).orElseThrow().errors().stream()
                .filter(e -> e.code() == ErrorCode.IGNORE_RULES)
                .findFirst());
    assertThat(bert.tree.resolve("secret")).doesNotExist();
    write(anna.tree.resolve(".bothwaysignore"), "secret\n");
    sync();
    assertThat(bert.tree.resolve("secret")).doesNotExist();
  }

  @Test
  void whatMayBeDeletedMakesWayForADeletedDirectory() throws Exception {
    write(anna.tree.resolve("dir/file"), "1");
    share(FolderMode.TWO_WAY);
    bert.engine.care().ignore(folder, List.of("(?d).DS_Store", "*.keep"), List.of());
    write(bert.tree.resolve("dir/.DS_Store"), "x");
    sync();
    Trees.of(anna.tree);
    Files.delete(anna.tree.resolve("dir/file"));
    Files.delete(anna.tree.resolve("dir"));
    sync();
    assertThat(bert.tree.resolve("dir")).doesNotExist();

    write(anna.tree.resolve("dir/file"), "1");
    sync();
    write(bert.tree.resolve("dir/x.keep"), "x");
    Files.delete(anna.tree.resolve("dir/file"));
    Files.delete(anna.tree.resolve("dir"));
    anna.engine.scan(folder);
    Device.await(
        () ->
            bert.engine.folder(folder.text()).orElseThrow().errors().stream()
                .filter(e -> e.code() == ErrorCode.DIRECTORY_NOT_EMPTY)
                .findFirst());
    assertThat(bert.tree.resolve("dir/x.keep")).exists();
    assertThat(explain(bert, "dir").state()).isEqualTo(State.ERROR);
  }

  @Test
  void aPatternThatIsNoneIsRefused() throws Exception {
    share(FolderMode.TWO_WAY);
    FolderCare care = anna.engine.care();
    assertThatThrownBy(() -> care.ignore(folder, List.of("[a"), List.of()))
        .isInstanceOfSatisfying(
            RefusedException.class, r -> assertThat(r.code()).isEqualTo(Refusal.BAD_PATTERN));
    assertThatThrownBy(() -> care.ignore(folder, List.of(), List.of("never there")))
        .isInstanceOfSatisfying(
            RefusedException.class, r -> assertThat(r.code()).isEqualTo(Refusal.NO_SUCH_PATTERN));
    assertThat(anna.tree.resolve(".bothwaysignore")).doesNotExist();
  }

  // ---- modes --------------------------------------------------------------------------------

  @Test
  void aFolderThatOnlySendsKeepsItsDiskUntilItOverrides() throws Exception {
    write(bert.tree.resolve("mine"), "bert's");
    write(anna.tree.resolve("a"), "1");
    share(FolderMode.SEND_ONLY);
    FolderCare care = bert.engine.care();
    assertThat(bert.tree.resolve("a")).as("only sends").doesNotExist();
    assertThat(anna.tree.resolve("mine")).hasContent("bert's");
    write(anna.tree.resolve("mine"), "changed by anna");
    sync();
    assertThat(bert.tree.resolve("mine")).hasContent("bert's");
    assertThat(care.differences(folder))
        .containsExactlyInAnyOrder(
            new Difference(path("a"), Difference.Kind.NOT_TAKEN),
            new Difference(path("mine"), Difference.Kind.NOT_TAKEN));
    assertThat(bert.engine.folder(folder.text()).orElseThrow().notTaken()).isEqualTo(2);
    assertThat(explain(bert, "a").state()).isEqualTo(State.NOT_TAKEN);
    care.override(folder);
    sync();
    assertThat(anna.tree.resolve("mine")).hasContent("bert's");
    assertThat(anna.tree.resolve("a")).doesNotExist();
    assertThat(care.differences(folder)).isEmpty();
    assertThat(anna.engine.care().versions(folder, Optional.empty()))
        .extracting(v -> v.path().toString())
        .containsExactlyInAnyOrder("a", "mine");
  }

  @Test
  void aFolderThatOnlyReceivesKeepsItsChangesToItselfUntilItReverts() throws Exception {
    write(anna.tree.resolve("edit"), "1");
    write(anna.tree.resolve("gone"), "1");
    write(anna.tree.resolve("both"), "1");
    share(FolderMode.RECEIVE_ONLY);
    FolderCare care = bert.engine.care();
    write(bert.tree.resolve("edit"), "bert's");
    write(bert.tree.resolve("dir/extra"), "bert's own");
    Files.delete(bert.tree.resolve("gone"));
    write(bert.tree.resolve("both"), "bert's too");
    sync();
    assertThat(anna.tree.resolve("edit")).hasContent("1");
    assertThat(anna.tree.resolve("gone")).exists();
    assertThat(anna.tree.resolve("dir")).doesNotExist();
    assertThat(bert.engine.folder(folder.text()).orElseThrow().localOnly()).isEqualTo(5);
    assertThat(explain(bert, "edit").state()).isEqualTo(State.LOCAL_CHANGE);

    write(anna.tree.resolve("both"), "2");
    sync();
    assertThat(bert.tree.resolve("both")).hasContent("2");
    List<ConflictCopy> copies = care.conflicts(folder);
    assertThat(copies).hasSize(1);
    assertThat(bert.tree.resolve(copies.getFirst().copy().toString())).hasContent("bert's too");
    assertThat(anna.tree.resolve(copies.getFirst().copy().toString())).doesNotExist();

    care.revert(folder);
    Device.await(() -> Optional.of(0).filter(_ -> localOnly(bert) == 0));
    sync();
    assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree));
    assertThat(care.versions(folder, Optional.empty()))
        .extracting(v -> v.path().toString())
        .contains("edit", "dir/extra", copies.getFirst().copy().toString());
  }

  private long localOnly(Device device) {
    return device.engine.folder(folder.text()).orElseThrow().localOnly();
  }

  @Test
  void aFolderThatStopsOnlyReceivingTellsWhatWasChanged() throws Exception {
    write(anna.tree.resolve("a"), "1");
    share(FolderMode.RECEIVE_ONLY);
    write(bert.tree.resolve("a"), "2");
    write(bert.tree.resolve("b"), "new");
    sync();
    assertThatThrownBy(() -> bert.engine.care().override(folder))
        .isInstanceOfSatisfying(
            RefusedException.class, r -> assertThat(r.code()).isEqualTo(Refusal.WRONG_MODE));
    bert.engine.care().mode(folder, FolderMode.TWO_WAY);
    sync();
    assertThat(anna.tree.resolve("a")).hasContent("2");
    assertThat(anna.tree.resolve("b")).hasContent("new");
  }

  // ---- versions and conflicts ---------------------------------------------------------------

  @Test
  void aVersionComesBackAsAnEditAndWhatWasThereIsKept() throws Exception {
    write(anna.tree.resolve("d/a"), "first");
    share(FolderMode.TWO_WAY);
    FolderCare care = bert.engine.care();
    care.keeping(folder, Keeping.last(3));
    write(anna.tree.resolve("d/a"), "second");
    sync();
    Files.delete(anna.tree.resolve("d/a"));
    Files.delete(anna.tree.resolve("d"));
    sync();
    List<KeptVersion> versions = care.versions(folder, Optional.of(path("d/a")));
    assertThat(versions).hasSize(2);
    care.restore(folder, path("d/a"), versions.getLast().id());
    sync();
    assertThat(anna.tree.resolve("d/a")).hasContent("first");
    care.restore(folder, path("d/a"), versions.getFirst().id());
    sync();
    assertThat(anna.tree.resolve("d/a")).hasContent("second");
    assertThat(care.versions(folder, Optional.of(path("d/a")))).hasSize(3);
    assertThatThrownBy(() -> care.restore(folder, path("d/a"), "never"))
        .isInstanceOfSatisfying(
            RefusedException.class, r -> assertThat(r.code()).isEqualTo(Refusal.NO_SUCH_VERSION));
    assertThatThrownBy(() -> care.restore(folder, path("d"), versions.getFirst().id()))
        .isInstanceOf(RefusedException.class);
  }

  private ConflictCopy conflict(String name) throws Exception {
    anna.engine.pause(folder);
    write(anna.tree.resolve(name), "anna's " + name);
    write(bert.tree.resolve(name), "bert's " + name);
    assertThat(bert.inSync(folder)).isTrue();
    anna.engine.resume(folder);
    sync();
    List<ConflictCopy> copies = anna.engine.care().conflicts(folder);
    assertThat(copies).isEqualTo(bert.engine.care().conflicts(folder)).hasSize(1);
    assertThat(copies.getFirst().path()).isEqualTo(path(name));
    assertThat(explain(bert, copies.getFirst().copy().toString()).state())
        .isEqualTo(State.CONFLICT_COPY);
    return copies.getFirst();
  }

  @Test
  void aConflictEndsAsThePersonWants() throws Exception {
    share(FolderMode.TWO_WAY);
    FolderCare care = anna.engine.care();
    ConflictCopy one = conflict("one.txt");
    String here = Files.readString(anna.tree.resolve("one.txt"));
    care.resolve(folder, path("one.txt"), Keep.THIS);
    sync();
    assertThat(bert.tree.resolve("one.txt")).hasContent(here);
    assertThat(bert.tree.resolve(one.copy().toString())).doesNotExist();
    assertThat(care.versions(folder, Optional.of(one.copy()))).isNotEmpty();

    ConflictCopy two = conflict("two.txt");
    String other = Files.readString(anna.tree.resolve(two.copy().toString()));
    care.resolve(folder, two.copy(), Keep.OTHER);
    sync();
    assertThat(bert.tree.resolve("two.txt")).hasContent(other);
    assertThat(care.conflicts(folder)).isEmpty();

    ConflictCopy three = conflict("three.txt");
    other = Files.readString(anna.tree.resolve(three.copy().toString()));
    care.resolve(folder, path("three.txt"), Keep.BOTH);
    sync();
    assertThat(care.conflicts(folder)).isEmpty();
    assertThat(bert.tree.resolve("three (" + three.maker() + ").txt")).hasContent(other);
    assertThatThrownBy(() -> care.resolve(folder, path("three.txt"), Keep.THIS))
        .isInstanceOfSatisfying(
            RefusedException.class, r -> assertThat(r.code()).isEqualTo(Refusal.NO_CONFLICT));
  }

  // ---- pause and explain --------------------------------------------------------------------

  @Test
  void aPausedFolderStandsStillOnBothSidesAlsoAfterARestart() throws Exception {
    write(anna.tree.resolve("a"), "1");
    share(FolderMode.TWO_WAY);
    bert.engine.pause(folder);
    bert.close();
    bert.start();
    anna.connect(bert);
    write(anna.tree.resolve("a"), "2");
    write(bert.tree.resolve("b"), "b");
    assertThat(anna.inSync(folder)).as("nobody is waited for that is paused").isTrue();
    assertThat(bert.engine.awaitInSync(folder, Duration.ofMillis(300))).isFalse();
    assertThat(bert.tree.resolve("a")).hasContent("1");
    assertThat(anna.tree.resolve("b")).doesNotExist();
    assertThat(bert.engine.folder(folder.text()).orElseThrow().state())
        .isEqualTo(FolderStatus.State.PAUSED);
    assertThat(explain(bert, "c").blocks()).extracting(e -> e.code()).contains(ErrorCode.PAUSED);
    bert.engine.resume(folder);
    sync();
    assertThat(Trees.of(bert.tree)).isEqualTo(Trees.of(anna.tree));
  }

  @Test
  void everyPathCanBeExplained() throws Exception {
    write(anna.tree.resolve("here"), "1");
    write(anna.tree.resolve("gone"), "1");
    share(FolderMode.TWO_WAY);
    Files.delete(anna.tree.resolve("gone"));
    sync();
    Explanation here = explain(bert, "here");
    assertThat(here.state()).isEqualTo(State.HERE);
    assertThat(here.maker()).contains("anna");
    assertThat(here.devices().getFirst())
        .isEqualTo(new Explanation.Holder(anna.id, true, Has.THIS_VERSION));
    // The mark of a deletion goes when every device has seen it.
    assertThat(explain(bert, "gone").state()).isIn(State.DELETED, State.UNKNOWN);
    assertThat(explain(bert, "never").state()).isEqualTo(State.UNKNOWN);
    assertThat(explain(bert, "never").devices().getFirst().has()).isEqualTo(Has.NOTHING);
    assertThat(explain(bert, ".bothwaysignore").state()).isEqualTo(State.IGNORED);
    for (String path : List.of("here", "gone", "never")) {
      assertThat(explain(bert, path).text()).isNotBlank();
      assertThat(explain(bert, path).next()).isNotBlank();
    }
  }
}
