package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two names here that are one text in two forms of Unicode are two files everywhere. */
class UnicodeTwinsTest {
  private static final String COMPOSED = "caf\u00e9.txt";
  private static final String DECOMPOSED = "cafe\u0301.txt";
  private static final String SECOND = "caf\u00e9 (Unicode form 2).txt";

  @TempDir Path base;
  private DiskFixture folder;

  @BeforeEach
  void bothAreHere() throws IOException {
    folder = new DiskFixture(base.toRealPath().resolve("folder"), "");
    write(COMPOSED, "one");
    write(DECOMPOSED, "two");
    assumeTrue(
        Files.readString(folder.root.resolve(COMPOSED)).equals("one"),
        "this disk takes both forms for one name");
  }

  @AfterEach
  void close() {
    folder.close();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.root.resolve(name), text);
  }

  private String here(String name) throws IOException {
    return Files.readString(folder.root.resolve(name));
  }

  /** What a device that begins anew finds. */
  private Map<String, ContentId> found() throws IOException {
    var found = new TreeMap<String, ContentId>();
    folder.disk.scan(
        List.of(),
        new MemoryKnown(),
        () -> false,
        finding -> {
          assertThat(finding).isInstanceOf(Finding.Present.class);
          if (finding instanceof Finding.Present(RelPath path, Observed.File(_, ContentId id))) {
            found.put(path.toString(), id);
          }
        },
        (items, bytes) -> {});
    return found;
  }

  private static Map<String, ContentId> files(String... namesAndTexts) {
    var files = new TreeMap<String, ContentId>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], DiskFixture.id(namesAndTexts[i + 1]));
    }
    return files;
  }

  private void takes(Step step) {
    assertThat(folder.apply(step)).isInstanceOf(StepResult.Done.class);
  }

  @Test
  void othersHearOfBothAndNothingIsRenamedHere() throws IOException {
    folder.scan();
    assertThat(found()).isEqualTo(files(COMPOSED, "one", SECOND, "two"));
    assertThat(folder.scan()).as("a second scan finds nothing else").isEmpty();
    assertThat(folder.disk.nameHere(RelPath.of(SECOND))).contains(DECOMPOSED);
    assertThat(folder.disk.nameHere(RelPath.of(COMPOSED))).isEmpty();
    assertThat(folder.disk.place(RelPath.of(SECOND)).getFileName()).hasToString(DECOMPOSED);
  }

  @Test
  void whatOthersChangeComesToTheRightOne() throws IOException {
    folder.scan();
    takes(folder.put(SECOND, "two, changed elsewhere"));
    assertThat(here(DECOMPOSED)).isEqualTo("two, changed elsewhere");
    assertThat(here(COMPOSED)).isEqualTo("one");
    takes(folder.put(COMPOSED, "one, changed elsewhere"));
    assertThat(here(DECOMPOSED)).isEqualTo("two, changed elsewhere");
    assertThat(folder.scan()).isEmpty();
  }

  @Test
  void whatOthersDeleteGoesAloneAndTheOneThatStaysHasThePlainName() throws IOException {
    folder.scan();
    takes(new Step.Remove(RelPath.of(COMPOSED), folder.expected(COMPOSED).orElseThrow()));
    folder.known.take(new Finding.Gone(RelPath.of(COMPOSED)));
    assertThat(here(DECOMPOSED)).isEqualTo("two");
    folder.scan();
    assertThat(folder.known.rows().keySet()).containsExactly(RelPath.of(COMPOSED));
    assertThat(found()).isEqualTo(files(COMPOSED, "two"));
  }

  @Test
  void theSecondOneGoesWithoutTheFirst() throws IOException {
    folder.scan();
    takes(new Step.Remove(RelPath.of(SECOND), folder.expected(SECOND).orElseThrow()));
    assertThat(folder.root.resolve(DECOMPOSED)).doesNotExist();
    assertThat(found()).isEqualTo(files(COMPOSED, "one"));
  }

  /** Nothing here is ever taken for the other one, whatever was known when the twin came. */
  @Test
  void aTwinThatComesLaterIsNotWrittenOver() throws IOException {
    Files.delete(folder.root.resolve(COMPOSED));
    folder.scan();
    Step.PutFile change = folder.put(COMPOSED, "two, changed elsewhere");
    write(COMPOSED, "one, just written here");
    assertThat(folder.apply(change)).isInstanceOf(StepResult.Stale.class);
    assertThat(here(COMPOSED)).isEqualTo("one, just written here");
    assertThat(here(DECOMPOSED)).isEqualTo("two");
    folder.scan();
    assertThat(found()).isEqualTo(files(COMPOSED, "one, just written here", SECOND, "two"));
  }

  @Test
  void whatReallyIsCalledSoComesFirst() throws IOException {
    write(SECOND, "three");
    folder.scan();
    String third = "caf\u00e9 (Unicode form 3).txt";
    assertThat(found()).isEqualTo(files(COMPOSED, "one", SECOND, "three", third, "two"));
    takes(folder.put(SECOND, "three, changed"));
    takes(folder.put(third, "two, changed"));
    assertThat(here(SECOND)).isEqualTo("three, changed");
    assertThat(here(DECOMPOSED)).isEqualTo("two, changed");
  }

  @Test
  void twinDirectoriesAreTwoDirectories() throws IOException {
    Files.createDirectory(folder.root.resolve("e\u0301"));
    Files.createDirectory(folder.root.resolve("\u00e9"));
    write("e\u0301/in", "the second");
    write("\u00e9/in", "the first");
    folder.scan();
    assertThat(found())
        .containsEntry("\u00e9/in", DiskFixture.id("the first"))
        .containsEntry("\u00e9 (Unicode form 2)/in", DiskFixture.id("the second"));
    takes(folder.put("\u00e9 (Unicode form 2)/new", "new"));
    assertThat(here("e\u0301/new")).isEqualTo("new");
    assertThat(folder.scan()).isEmpty();
  }

  @Test
  void aHintFindsTheTwin() throws IOException {
    folder.scan();
    write(DECOMPOSED, "changed by a person");
    assertThat(folder.scan(List.of(RelPath.of(DECOMPOSED))))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Present.class, f -> assertThat(f.path()).isEqualTo(RelPath.of(SECOND)));
  }

  /** What is not one form or the other throughout cannot be found again by its text. */
  @Test
  void aNameThatMixesBothFormsIsSaidToBeImpossible() throws IOException {
    write("\u00e9e\u0301", "mixed");
    List<Finding> findings = folder.scan();
    assertThat(findings)
        .filteredOn(Finding.Unknown.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Unknown.class,
            f -> assertThat(f.error().code()).isEqualTo(ErrorCode.NAME_NOT_POSSIBLE));
    assertThat(folder.known.rows()).containsOnlyKeys(RelPath.of(COMPOSED), RelPath.of(SECOND));
  }

  @Test
  void aNameWithoutATwinIsOnlyAName() throws IOException {
    Files.delete(folder.root.resolve(COMPOSED));
    folder.scan();
    takes(folder.put(SECOND, "a file of that name"));
    assertThat(here(SECOND)).isEqualTo("a file of that name");
    assertThat(here(DECOMPOSED)).isEqualTo("two");
    assertThat(folder.disk.nameHere(RelPath.of(SECOND))).isEqualTo(Optional.empty());
  }

  /** With the first one gone the second would be it, and be found where others have deleted. */
  @Test
  void bothGoTogether() throws IOException {
    var bare = new DiskFixture(base.toRealPath().resolve("bare"), "");
    try (bare) {
      Files.writeString(bare.root.resolve("caf\u00e9"), "one");
      Files.writeString(bare.root.resolve("cafe\u0301"), "two");
      bare.scan();
      List<Step> both =
          bare.known.rows().navigableKeySet().stream()
              .<Step>map(p -> new Step.Remove(p, bare.expected(p.toString()).orElseThrow()))
              .toList();
      assertThat(both).hasSize(2);
      assertThat(bare.disk.apply(both)).hasOnlyElementsOfType(StepResult.Done.class);
      assertThat(bare.tree()).isEmpty();
    }
  }
}
