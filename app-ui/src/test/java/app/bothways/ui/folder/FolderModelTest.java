package app.bothways.ui.folder;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.FakeCare;
import app.bothways.sync.Deleted;
import app.bothways.sync.FolderCare.Keep;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.Refusal;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.versions.Keeping;
import app.bothways.ui.Inside;
import app.bothways.ui.ModelRig;
import app.bothways.ui.Sample;
import app.bothways.ui.folder.FolderModel.Tab;
import app.bothways.ui.parts.FileManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FolderModelTest {
  private final ModelRig rig = new ModelRig();
  private final List<String> shown = new ArrayList<>();
  private boolean canShow = true;
  private final FolderModel model =
      new FolderModel(
          rig.live,
          new FileManager() {
            @Override
            public boolean open(Path file) {
              shown.add("open " + file);
              return canShow;
            }

            @Override
            public boolean show(Path file) {
              shown.add("show " + file);
              return canShow;
            }
          });

  @BeforeEach
  void begin() {
    rig.app.devices = Sample.devices(0);
    Inside.fill(rig.app);
  }

  private FolderPage open(FolderStatus folder) {
    rig.app.folders = List.of(folder);
    rig.seen();
    model.open(folder.id().text());
    return model.page().get().orElseThrow();
  }

  @Test
  void thePageFollowsTheFolderAndClosesWhenItIsGone() {
    FolderPage page = open(Inside.receiving());
    assertThat(page.facts().coming().number()).isEqualTo("12");
    assertThat(page.facts().rate().number()).isEqualTo("11.7");
    assertThat(page.facts().rate().below()).isEqualTo("2 min left");
    assertThat(page.row().progress().orElseThrow().text()).isEqualTo("Receiving 12 files");
    rig.app.folders = List.of(Sample.folders().get(1));
    rig.seen();
    assertThat(model.open().getValue()).isTrue();
    rig.app.folders = List.of();
    rig.seen();
    assertThat(model.open().getValue()).isFalse();
  }

  @Test
  void eachDeviceSaysHowFarItHasTheFolder() {
    FolderPage page = open(Inside.receiving());
    assertThat(page.members())
        .extracting(m -> m.badge().word() + " " + m.has())
        .containsExactly("Up to date ", "Receiving 64 %", "Away not connected now");
  }

  @Test
  void conflictsAreListedAndEndAsThePersonWants() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    assertThat(model.conflicts().conflicts().get()).isEmpty();
    model.tab().set(Tab.CONFLICTS);
    var listed = model.conflicts().conflicts().get().orElseThrow().listed();
    assertThat(listed)
        .extracting(c -> c.path())
        .containsExactly("2026/birch/take 3.wav", "notes.md");
    assertThat(listed.getFirst().other().by()).isEqualTo("Copy made by Studio Mac");
    model.conflicts().resolve(listed.getFirst(), Keep.OTHER);
    assertThat(rig.app.asked).contains("resolve " + listed.getFirst().copy() + " OTHER");
    assertThat(model.conflicts().conflicts().get().orElseThrow().listed()).hasSize(1);
  }

  @Test
  void aConflictThatIsGoneAlreadyIsASentenceOnThePage() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    model.tab().set(Tab.CONFLICTS);
    var listed = model.conflicts().conflicts().get().orElseThrow().listed();
    rig.app.care.conflicts.clear();
    model.conflicts().resolve(listed.getFirst(), Keep.BOTH);
    assertThat(model.problem().get()).startsWith("There is no conflict at");
  }

  @Test
  void versionsAreNewestFirstAndFoundByAPartOfTheirName() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    model.tab().set(Tab.VERSIONS);
    var all = model.versions().versions().get().orElseThrow();
    assertThat(all.listed()).extracting(v -> v.id()).containsExactly("v1", "v2", "v1");
    model.versions().search().set("GARDEN");
    var found = model.versions().versions().get().orElseThrow().listed();
    assertThat(found).extracting(v -> v.path()).containsExactly("plans/garden.odt");
    assertThat(found.getFirst().badge().word()).isEqualTo("Deleted");
    model.versions().restore(found.getFirst());
    assertThat(rig.app.asked).contains("restore plans/garden.odt v1");
    assertThat(model.versions().versions().get().orElseThrow().listed()).isEmpty();
  }

  @Test
  void howManyVersionsAreKeptIsChosenHere() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    model.tab().set(Tab.VERSIONS);
    model.versions().keep(Keeping.last(5));
    assertThat(model.versions().versions().get().orElseThrow().keeping().perFile()).isEqualTo(5);
  }

  @Test
  void aOneWayFolderNamesWhatDiffersAndSettlesItOnRequest() {
    FolderPage page = open(Inside.folder(FolderMode.RECEIVE_ONLY, 0, 2));
    assertThat(page.localOnly()).isEqualTo(2);
    assertThat(model.differences().rows().get())
        .extracting(r -> r.path() + ": " + r.how())
        .containsExactly("2026/birch/take 3.wav: changed here", "2026/birch/mix.wav: only here");
    model.revert();
    assertThat(rig.app.asked).contains("revert");
    assertThat(model.differences().rows().get()).isEmpty();
    model.mode(FolderMode.SEND_ONLY);
    model.override();
    assertThat(rig.app.asked).contains("mode SEND_ONLY", "override");
  }

  @Test
  void manyDeletionsWaitForThePersonApartFromOtherProblems() {
    FolderPage page = open(Inside.held(Inside.folder(FolderMode.TWO_WAY, 0, 0)));
    assertThat(page.held().orElseThrow().text()).contains("212 files");
    assertThat(page.problems()).hasSize(1);
    model.decide(Deleted.BY_MISTAKE);
    model.decide(Deleted.FOR_GOOD);
    assertThat(rig.app.asked).contains("deletions BY_MISTAKE", "deletions FOR_GOOD");
  }

  @Test
  void manyFilesThatLookEncryptedWaitForThePersonToo() {
    FolderStatus calm = Inside.folder(FolderMode.TWO_WAY, 0, 0);
    var error = new SyncError(ErrorCode.MANY_SCRAMBLED, "a/b", "Many look encrypted.", "Look.");
    FolderPage page = open(Sample.troubled(calm, List.of(error), 0));
    assertThat(page.held()).contains(error);
    assertThat(page.problems()).as("the item keeps its line").contains(error);
  }

  @Test
  void aPathIsExplainedWithWhoHasItAndWhatDecided() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    model.explain("2026/birch/take 3.wav");
    assertThat(model.tab().get()).isEqualTo(Tab.WHY);
    var answer = model.why().answer().get().orElseThrow();
    assertThat(answer.badge().word()).isEqualTo("Waiting");
    assertThat(answer.holders())
        .extracting(h -> h.has())
        .containsExactly("has another version", "has this version  ·  not connected");
    model.why().ask("./cache/x.tmp/");
    assertThat(model.why().answer().get().orElseThrow().rule())
        .isEqualTo("Decided by the pattern “*.tmp”, .bothwaysignore line 3.");
    model.why().ask("../outside");
    assertThat(model.why().answer().get()).isEmpty();
    assertThat(model.why().note().get()).contains("is not a path inside the folder");
  }

  @Test
  void aFileOfAnotherPlaceIsNotAskedAbout() {
    FolderStatus folder = Inside.folder(FolderMode.TWO_WAY, 0, 0);
    open(folder);
    model.tab().set(Tab.WHY);
    model.why().ask(folder.path().resolve("cache").resolve("x.tmp"));
    assertThat(model.why().answer().get().orElseThrow().path()).isEqualTo("cache/x.tmp");
    model.why().ask(Path.of("/elsewhere/x"));
    assertThat(model.why().note().get()).endsWith("does not lie in this folder.");
  }

  @Test
  void whatTheFolderRefusesToTellIsSaidInPlaceOfTheList() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    rig.app.care.refuse = java.util.Optional.of(Refusal.FOLDER_NOT_OPEN);
    model.tab().set(Tab.CONFLICTS);
    assertThat(model.conflicts().note().get()).isEqualTo("That is not possible.");
    rig.app.care.refuse = java.util.Optional.empty();
    rig.later(3).seen();
    assertThat(model.conflicts().note().get()).isEmpty();
    assertThat(model.conflicts().conflicts().get()).isPresent();
  }

  @Test
  void nothingOfOneFolderIsShownOnThePageOfAnother() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    model.tab().set(Tab.CONFLICTS);
    assertThat(model.conflicts().conflicts().get()).isPresent();
    open(Inside.receiving());
    assertThat(model.tab().get()).isEqualTo(Tab.OVERVIEW);
    assertThat(model.conflicts().conflicts().get()).isEmpty();
    assertThat(model.why().path().get()).isEmpty();
  }

  @Test
  void aFileIsShownWhereTheDiskHasItOrItIsSaidThatNothingCan() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    model.showInFolder("a/b");
    model.openFile("c");
    assertThat(shown)
        .containsExactly(
            "show " + FakeCare.DISK.resolve("a/b"), "open " + FakeCare.DISK.resolve("c"));
    canShow = false;
    model.showInFolder("");
    assertThat(model.problem().get()).startsWith("No program on this system");
  }

  @Test
  void pausingAndLookingAgainAreAskedOfTheApplication() {
    open(Inside.folder(FolderMode.TWO_WAY, 0, 0));
    model.scan();
    model.pauseOrResume();
    open(Sample.folders().get(3));
    model.pauseOrResume();
    assertThat(rig.app.asked).containsSubsequence("scan", "pause", "resume");
  }
}
