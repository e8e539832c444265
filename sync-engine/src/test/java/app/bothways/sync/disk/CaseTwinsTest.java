package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.fs.NameProfile;
import app.bothways.sync.fs.NamedFs;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A person gives the plain name to something while what has that name on all devices lies under one
 * of ours: the two are never taken for each other.
 */
@ParameterizedClass
@EnumSource(OtherDisks.Kind.class)
class CaseTwinsTest extends OtherDisks {
  private void takes(Step step) {
    assertThat(folder.apply(step)).as("%s", step).isInstanceOf(StepResult.Done.class);
  }

  private void removes(String path) {
    takes(new Step.Remove(RelPath.of(path), folder.expected(path).orElseThrow()));
    folder.known.take(new Finding.Gone(RelPath.of(path)));
  }

  /** Two directories of which each has one file for itself, and one that both have. */
  private void shareTwoDirectories() throws IOException {
    takes(new Step.MakeDir(RelPath.of("photos")));
    takes(new Step.MakeDir(RelPath.of("Photos")));
    for (String directory : List.of("photos", "Photos")) {
      takes(folder.put(directory + "/both", "of " + directory));
      takes(folder.put(directory + "/only " + directory, "alone in " + directory));
    }
    folder.scan();
  }

  private void shareTwoFiles() throws IOException {
    takes(folder.put("letter.txt", "small"));
    takes(folder.put("Letter.txt", "large"));
    folder.scan();
  }

  private void renames(String from, String to) throws IOException {
    Files.move(folder.root.resolve(from), folder.root.resolve(to));
  }

  private String markedHere(String ending) throws IOException {
    try (Stream<Path> all = Files.list(folder.root)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.indexOf('\uf0c2') >= 0 && name.endsWith(ending))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The files as the index has them, which is what other devices are told. */
  private Map<String, ContentId> told() {
    var told = new TreeMap<String, ContentId>();
    folder
        .known
        .rows()
        .forEach(
            (path, here) -> {
              if (here instanceof Observed.File(_, ContentId id)) {
                told.put(path.toString(), id);
              }
            });
    return told;
  }

  private static Map<String, ContentId> files(String... namesAndTexts) {
    var files = new TreeMap<String, ContentId>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], DiskFixture.id(namesAndTexts[i + 1]));
    }
    return files;
  }

  private static final Map<String, ContentId> BOTH_DIRECTORIES =
      files(
          "photos/both", "of photos",
          "photos/only photos", "alone in photos",
          "Photos/both", "of Photos",
          "Photos/only Photos", "alone in Photos");

  private static final Map<String, ContentId> TWO_OF_ONE_NAME =
      files(
          "Photos/both", "of photos",
          "Photos/only photos", "alone in photos",
          "Photos (case 2)/both", "of Photos",
          "Photos (case 2)/only Photos", "alone in Photos");

  private void nothingElseIsFound() throws IOException {
    Map<String, ContentId> before = told();
    // What was renamed is read by the second scan.
    folder.scan();
    assertThat(folder.scan()).as("a third scan finds nothing").isEmpty();
    assertThat(told()).isEqualTo(before);
    assertThat(folder.known.rows().keySet()).allMatch(this::read);
  }

  /** Whether a file can be sent as it is known. */
  private boolean read(RelPath path) {
    Observed here = folder.expected(path.toString()).orElseThrow();
    if (here instanceof Observed.File(_, ContentId id)) {
      try (var in = folder.disk.open(path, here)) {
        return DiskFixture.id(
                new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
            .equals(id);
      } catch (IOException failed) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aDirectoryThatGetsTheNameOfAnotherIsNotMixedUpWithIt() throws IOException {
    shareTwoDirectories();
    assertThat(told()).isEqualTo(BOTH_DIRECTORIES);
    renames("photos", "Photos");
    folder.scan();
    assertThat(told()).isEqualTo(TWO_OF_ONE_NAME);
    nothingElseIsFound();
  }

  @Test
  void norIsItWhenOnlyTheTwoNamesAreLookedAt() throws IOException {
    shareTwoDirectories();
    renames("photos", "Photos");
    folder.scan(List.of(RelPath.of("photos"), RelPath.of("Photos")));
    assertThat(told()).isEqualTo(TWO_OF_ONE_NAME);
    nothingElseIsFound();
  }

  @Test
  void aFileThatGetsTheNameOfAnotherDoesNotReplaceIt() throws IOException {
    shareTwoFiles();
    renames("letter.txt", "Letter.txt");
    folder.scan();
    assertThat(told()).isEqualTo(files("Letter.txt", "small", "Letter (case 2).txt", "large"));
    nothingElseIsFound();
  }

  @Test
  void norDoesItWhenOnlyTheTwoNamesAreLookedAt() throws IOException {
    shareTwoFiles();
    renames("letter.txt", "Letter.txt");
    folder.scan(List.of(RelPath.of("Letter.txt"), RelPath.of("letter.txt")));
    assertThat(told()).isEqualTo(files("Letter.txt", "small", "Letter (case 2).txt", "large"));
    nothingElseIsFound();
  }

  @Test
  void whatIsDeletedAndMadeAnewUnderTheOtherNameIsSomethingElse() throws IOException {
    shareTwoFiles();
    Files.delete(folder.root.resolve("letter.txt"));
    Files.writeString(folder.root.resolve("Letter.txt"), "new");
    folder.scan();
    assertThat(told()).isEqualTo(files("Letter.txt", "new", "Letter (case 2).txt", "large"));
    nothingElseIsFound();
  }

  @Test
  void eachHasItsOldNameAgainWhenThePlainOneIsRenamedBack() throws IOException {
    shareTwoDirectories();
    renames("photos", "Photos");
    folder.scan();
    renames("Photos", "photos");
    folder.scan();
    assertThat(told()).isEqualTo(BOTH_DIRECTORIES);
    nothingElseIsFound();
  }

  @Test
  void alsoWhenOnlyTheTwoNamesAreLookedAt() throws IOException {
    shareTwoDirectories();
    renames("photos", "Photos");
    folder.scan();
    renames("Photos", "photos");
    folder.scan(List.of(RelPath.of("photos"), RelPath.of("Photos")));
    assertThat(told()).isEqualTo(BOTH_DIRECTORIES);
    nothingElseIsFound();
  }

  @Test
  void theOtherOneCanBeRenamedJustAsWell() throws IOException {
    shareTwoDirectories();
    renames("photos", "Photos");
    folder.scan();
    String marked = markedHere("");
    renames(marked, "Trip");
    folder.scan(List.of(RelPath.of(marked), RelPath.of("Trip")));
    assertThat(told())
        .isEqualTo(
            files(
                "Photos/both", "of photos",
                "Photos/only photos", "alone in photos",
                "Trip/both", "of Photos",
                "Trip/only Photos", "alone in Photos"));
    nothingElseIsFound();
  }

  @Test
  void whatOthersChangeComesToTheRightOne() throws IOException {
    shareTwoDirectories();
    renames("photos", "Photos");
    folder.scan();
    takes(folder.put("Photos (case 2)/both", "changed elsewhere"));
    takes(folder.put("Photos (case 2)/new", "new"));
    takes(folder.put("Photos/new", "new too"));
    removes("Photos/only photos");
    String marked = markedHere("");
    Path here = folder.root.resolve(marked);
    assertThat(here.resolve("both")).hasContent("changed elsewhere");
    assertThat(here.resolve("new")).hasContent("new");
    assertThat(folder.root.resolve("Photos/both")).hasContent("of photos");
    assertThat(folder.disk.nameHere(RelPath.of("Photos (case 2)"))).contains(marked);
    assertThat(folder.disk.place(RelPath.of("Photos (case 2)/both")))
        .isEqualTo(here.resolve("both"));
    nothingElseIsFound();
  }

  /** Nothing here is taken for the other one before anybody has noticed the rename. */
  @Test
  void aStepThatWasMeantForTheOtherOneIsNotDone() throws IOException {
    shareTwoFiles();
    Step.PutFile put = folder.put("Letter.txt", "changed elsewhere");
    Step.Remove gone =
        new Step.Remove(RelPath.of("Letter.txt"), folder.expected("Letter.txt").orElseThrow());
    renames("letter.txt", "Letter.txt");
    assertThat(folder.apply(gone)).isInstanceOf(StepResult.Stale.class);
    assertThat(folder.apply(put)).isInstanceOf(StepResult.Stale.class);
    folder.scan();
    assertThat(told()).isEqualTo(files("Letter.txt", "small", "Letter (case 2).txt", "large"));
  }

  @Test
  void whenThePlainOneIsDeletedElsewhereTheOtherHasTheNameAgain() throws IOException {
    shareTwoFiles();
    renames("letter.txt", "Letter.txt");
    folder.scan();
    removes("Letter.txt");
    folder.scan();
    assertThat(told()).isEqualTo(files("Letter.txt", "large"));
    nothingElseIsFound();
  }

  @Test
  void aChangeOfTheOtherOneIsFoundByTheNameThatItHasHere() throws IOException {
    shareTwoDirectories();
    renames("photos", "Photos");
    folder.scan();
    String marked = markedHere("");
    Files.writeString(folder.root.resolve(marked).resolve("both"), "changed by a person");
    assertThat(folder.scan(List.of(RelPath.of(marked + "/both"))))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Present.class,
            f -> assertThat(f.path()).isEqualTo(RelPath.of("Photos (case 2)/both")));
  }

  @Test
  void whatReallyIsCalledSoComesFirst() throws IOException {
    shareTwoFiles();
    takes(folder.put("Letter (case 2).txt", "another"));
    renames("letter.txt", "Letter.txt");
    folder.scan();
    assertThat(told())
        .isEqualTo(
            files(
                "Letter.txt", "small",
                "Letter (case 2).txt", "another",
                "Letter (case 3).txt", "large"));
    takes(folder.put("Letter (case 3).txt", "larger"));
    takes(folder.put("Letter (case 2).txt", "another, changed"));
    assertThat(folder.root.resolve("Letter.txt")).hasContent("small");
    nothingElseIsFound();
  }

  @Test
  void alsoWhenOnlyTheNameIsLookedAt() throws IOException {
    shareTwoFiles();
    takes(folder.put("Letter (case 2).txt", "another"));
    renames("letter.txt", "Letter.txt");
    folder.scan(List.of(RelPath.of("Letter.txt")));
    assertThat(told())
        .containsAllEntriesOf(
            files(
                "Letter.txt", "small",
                "Letter (case 2).txt", "another",
                "Letter (case 3).txt", "large"));
  }

  @Test
  void ofThreeEachIsKept() throws IOException {
    takes(folder.put("A:B", "one"));
    takes(folder.put("a:b", "two"));
    takes(folder.put("A:b", "three"));
    folder.scan();
    renames("A\uf03aB", "a\uf03ab");
    folder.scan();
    assertThat(told()).isEqualTo(files("a:b", "one", "a:b (case 2)", "two", "A:b", "three"));
    nothingElseIsFound();
    renames("a\uf03ab", "a\uf03ab (case 4\uf0c2)");
    folder.scan();
    assertThat(told()).isEqualTo(files("a:b", "two", "a:b (case 4)", "one", "A:b", "three"));
    nothingElseIsFound();
  }

  /** As on a disk that was in a Windows machine before. */
  @Test
  void aMarkOnADiskThatTellsCaseApartShows() throws IOException {
    shareTwoFiles();
    var profile = new NameProfile(NameProfile.Characters.WINDOWS, NameProfile.LetterCase.DISTINCT);
    folder.reopen(NamedFs.of(folder.localFs(), profile));
    folder.scan();
    assertThat(told()).isEqualTo(files("letter.txt", "small", "Letter (case 2).txt", "large"));
    nothingElseIsFound();
    takes(folder.put("Letter.txt", "new"));
    takes(folder.put("Letter (case 2).txt", "larger"));
    assertThat(folder.root.resolve(markedHere(".txt"))).hasContent("larger");
    nothingElseIsFound();
  }

  @Test
  void aMarkWhereNobodyPutItShows() throws IOException {
    shareTwoFiles();
    renames(markedHere(".txt"), markedHere(".txt") + ".bak");
    folder.scan();
    assertThat(told()).isEqualTo(files("letter.txt", "small", "Letter (case 2).txt.bak", "large"));
    nothingElseIsFound();
  }

  /** With the plain one gone the other would have its name, and be found where others deleted. */
  @Test
  void bothGoTogether() throws IOException {
    takes(folder.put("letter", "small"));
    takes(folder.put("Letter", "large"));
    folder.scan();
    renames("letter", "Letter");
    folder.scan();
    List<Step> both =
        folder.known.rows().entrySet().stream()
            .<Step>map(row -> new Step.Remove(row.getKey(), row.getValue()))
            .toList();
    assertThat(both).hasSize(2);
    assertThat(folder.disk.apply(both)).hasOnlyElementsOfType(StepResult.Done.class);
    assertThat(folder.tree()).isEmpty();
  }
}
