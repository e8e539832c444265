package app.bothways.ui.folders;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.Need;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.ui.ModelRig;
import app.bothways.ui.Sample;
import app.bothways.ui.parts.Badge.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldersModelTest {
  @TempDir Path root;

  private final ModelRig rig = new ModelRig();
  private final List<String> opened = new java.util.ArrayList<>();
  private FoldersModel model;

  @BeforeEach
  void begin() {
    model = new FoldersModel(rig.live, root, opened::add);
    rig.app.devices = Sample.devices(0);
  }

  private FolderRow only(FolderStatus folder) {
    rig.app.folders = List.of(folder);
    rig.seen();
    return model.rows().get().getFirst();
  }

  private static FolderStatus folder(State state, List<FolderStatus.Member> members) {
    return Sample.folder(0, "Photos", Path.of("/p"), state, new Totals(10, 1, 1000), members);
  }

  @Test
  void whatIsStillToComeIsProgressThatNeverSaysHundredBeforeTheEnd() {
    var all = folder(State.SYNCING, List.of(Sample.member(1, true, 100)));
    FolderRow row = only(Sample.needing(all, new Need(1, 1), 5_000_000, Duration.ofSeconds(126)));
    FolderRow.Progress progress = row.progress().orElseThrow();
    assertThat(progress.percent()).isEqualTo("99 %");
    assertThat(progress.text()).isEqualTo("Receiving 1 file");
    assertThat(progress.pace()).isEqualTo("5.0 MB/s  ·  2 min left");
  }

  @Test
  void emptyFilesStillToComeHaveProgressToo() {
    FolderStatus f =
        Sample.folder(0, "Empty", Path.of("/e"), State.SYNCING, new Totals(10, 0, 0), List.of());
    FolderRow row = only(Sample.needing(f, new Need(5, 0), 0, Duration.ofSeconds(1)));
    assertThat(row.progress().orElseThrow().fraction()).isEqualTo(.5);
  }

  @Test
  void whatTheOthersStillMissIsShownAsSending() {
    FolderRow row = only(folder(State.SYNCING, List.of(Sample.member(1, true, 40))));
    assertThat(row.progress().orElseThrow().text()).isEqualTo("Sending to Ana’s laptop");
    assertThat(row.progress().orElseThrow().percent()).isEqualTo("40 %");
  }

  @Test
  void aFolderThatNobodyElseHasIsNotCalledUpToDate() {
    FolderRow row = only(folder(State.IN_SYNC, List.of()));
    assertThat(row.badge().word()).isEqualTo("Only here");
    assertThat(row.shareWith()).hasSize(3);
    assertThat(only(folder(State.IN_SYNC, List.of(Sample.member(1, true, 100)))).badge().kind())
        .isEqualTo(Kind.OK);
  }

  @Test
  void problemsAndConflictsOutweighUpToDate() {
    FolderStatus f = folder(State.IN_SYNC, List.of(Sample.member(1, true, 100)));
    assertThat(only(Sample.troubled(f, List.of(), 1)).badge().word()).isEqualTo("1 conflict");
    var many = IntStream.range(0, 100_000).mapToObj(i -> Sample.error("f" + i)).toList();
    FolderRow row = only(Sample.troubled(f, many, 1));
    assertThat(row.badge().word()).isEqualTo("100,000 problems");
    assertThat(row.problems()).hasSize(FolderRow.SHOWN);
  }

  @Test
  void aRefusedFolderIsASentenceOnThePage() {
    rig.app.refuse = Optional.of("There is no directory at /nowhere.");
    model.add(Path.of("/nowhere"));
    assertThat(model.problem().get()).isEqualTo("There is no directory at /nowhere.");
  }

  @Test
  void anOfferGoesBelowTheDefaultDirectoryOrWhereThePersonSays() throws Exception {
    Files.createDirectory(root.resolve("Family videos"));
    rig.app.offers = List.of(Sample.offer());
    rig.seen();
    OfferRow offer = model.offers().get().getFirst();
    assertThat(offer.title()).isEqualTo("Ana’s laptop wants to share Family videos");
    assertThat(offer.location()).isEqualTo(root.resolve("Family videos 2"));
    model.place(offer, root.resolve("elsewhere"));
    OfferRow placed = model.offers().get().getFirst();
    model.accept(placed);
    assertThat(rig.app.asked).contains("accept offer1 " + root.resolve("elsewhere"));
    assertThat(model.offers().get()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "../../etc, etc",
    "/, Folder",
    "'..', Folder",
    "C:\\Windows, C Windows",
    "con, Folder con",
    "'.hidden ', hidden",
    "'a\u0000b', a b",
    "NUL.txt, Folder NUL.txt",
    "'', Folder"
  })
  void aNameFromAnotherDeviceCannotLeadElsewhere(String name, String safe) {
    assertThat(Location.safe(name)).isEqualTo(safe);
    Path where = Location.below(root, name);
    assertThat(where.normalize().getParent()).isEqualTo(root);
  }
}
