package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that knows no case and few characters holds all names, each with its own content. */
@ParameterizedClass
@EnumSource(OtherDisks.Kind.class)
class NamesOnOtherDisksTest extends OtherDisks {
  private void puts(String path, String text) throws IOException {
    StepResult result = folder.apply(folder.put(path, text));
    assertThat(result).as(path).isInstanceOf(StepResult.Done.class);
  }

  private void makesDir(String path) {
    StepResult result = folder.apply(new Step.MakeDir(RelPath.of(path)));
    assertThat(result).as(path).isInstanceOf(StepResult.Done.class);
  }

  private String reads(String path) throws IOException {
    Observed here = folder.expected(path).orElseThrow();
    try (var in = folder.disk.open(RelPath.of(path), here)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /** What a device that begins anew finds. */
  private Map<String, ContentId> found() throws IOException {
    var found = new TreeMap<String, ContentId>();
    folder.disk.scan(
        List.of(),
        new MemoryKnown(),
        () -> false,
        finding -> {
          if (finding instanceof Finding.Present(RelPath path, Observed.File(_, ContentId id))) {
            found.put(path.toString(), id);
          }
          assertThat(finding).isInstanceOf(Finding.Present.class);
        },
        (items, bytes) -> {});
    return found;
  }

  @Test
  void twinsLieBesideEachOther() throws IOException {
    puts("Readme", "one");
    puts("README", "two");
    puts("readme", "three");
    assertThat(reads("Readme")).isEqualTo("one");
    assertThat(reads("README")).isEqualTo("two");
    assertThat(reads("readme")).isEqualTo("three");
    assertThat(folder.disk.nameHere(RelPath.of("Readme"))).isEmpty();
    assertThat(folder.disk.nameHere(RelPath.of("README")))
        .hasValueSatisfying(name -> assertThat(name).startsWith("README (case 2"));
    assertThat(folder.scan()).as("a scan finds nothing else").isEmpty();
    assertThat(found().keySet()).containsExactly("README", "Readme", "readme");
  }

  @Test
  void theDiskSaysWhereAPathStandsOnItAndWhereItWould() throws IOException {
    makesDir("dir: one");
    makesDir("DIR: one");
    puts("DIR: one/what?", "text");
    Path place = folder.disk.place(RelPath.of("DIR: one/what?"));
    assertThat(Files.readString(place)).isEqualTo("text");
    assertThat(place.getParent().getFileName().toString()).contains("(case 2").doesNotContain(":");
    Path nothing = folder.disk.place(RelPath.of("DIR: one/nothing"));
    assertThat(nothing).isEqualTo(place.resolveSibling("nothing")).doesNotExist();
  }

  @Test
  void oneTwinIsReplacedAndTakenAwayWithoutTheOther() throws IOException {
    puts("a.txt", "small");
    puts("A.txt", "large");
    puts("A.txt", "larger");
    assertThat(reads("a.txt")).isEqualTo("small");
    assertThat(reads("A.txt")).isEqualTo("larger");
    Step.Remove gone = new Step.Remove(RelPath.of("a.txt"), folder.expected("a.txt").orElseThrow());
    assertThat(folder.apply(gone)).isInstanceOf(StepResult.Done.class);
    folder.known.take(new Finding.Gone(RelPath.of("a.txt")));
    assertThat(reads("A.txt")).isEqualTo("larger");
    assertThat(found()).containsOnlyKeys("A.txt");
    puts("a.txt", "again");
    assertThat(reads("A.txt")).isEqualTo("larger");
    assertThat(reads("a.txt")).isEqualTo("again");
  }

  @Test
  void twinDirectoriesAreTwoDirectories() throws IOException {
    makesDir("Photos");
    makesDir("photos");
    puts("Photos/x", "in the first");
    puts("photos/x", "in the second");
    puts("photos/X", "a twin in a twin");
    assertThat(reads("Photos/x")).isEqualTo("in the first");
    assertThat(reads("photos/x")).isEqualTo("in the second");
    assertThat(reads("photos/X")).isEqualTo("a twin in a twin");
    assertThat(folder.scan()).isEmpty();
  }

  @Test
  void namesThatTheDiskCannotHaveAreThereUnderAnother() throws IOException {
    List<String> names =
        List.of("a:b", "CON", "con.txt", "what?", "end.", "blank ", "a\\b", "\u0001");
    for (String name : names) {
      puts(name, "content of " + name);
    }
    for (String name : names) {
      assertThat(reads(name)).isEqualTo("content of " + name);
      assertThat(folder.disk.nameHere(RelPath.of(name))).isPresent();
    }
    assertThat(folder.scan()).isEmpty();
    assertThat(found().keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void aRenameThatChangesCaseOnlyLosesNothing() throws IOException {
    puts("letter.txt", "text");
    Step.Move move =
        new Step.Move(
            RelPath.of("letter.txt"),
            RelPath.of("Letter.txt"),
            folder.expected("letter.txt").orElseThrow());
    assertThat(folder.apply(move)).isInstanceOf(StepResult.Done.class);
    assertThat(found()).containsOnlyKeys("Letter.txt");
    assertThat(onDisk()).containsExactly("Letter.txt");
    folder.known.take(new Finding.Gone(RelPath.of("letter.txt")));
    puts("Letter.txt", "changed");
    assertThat(onDisk()).containsExactly("Letter.txt");
  }

  @Test
  void soDoesOneOfADirectory() throws IOException {
    makesDir("photos");
    puts("photos/a", "text");
    Step.Move move =
        new Step.Move(
            RelPath.of("photos"), RelPath.of("Photos"), folder.expected("photos").orElseThrow());
    assertThat(folder.apply(move)).isInstanceOf(StepResult.Done.class);
    assertThat(onDisk()).containsExactly("Photos");
    assertThat(found()).containsOnlyKeys("Photos/a");
  }

  @Test
  void whoeverWaitsForANameHasItWhenItIsFree() throws IOException {
    puts("Readme", "one");
    puts("README", "two");
    puts("readme", "three");
    removes("Readme");
    folder.scan();
    assertThat(reads("README")).isEqualTo("two");
    assertThat(onDisk()).contains("README").doesNotContain("Readme").hasSize(2);
    removes("README");
    folder.scan();
    assertThat(onDisk()).containsExactly("readme");
    assertThat(reads("readme")).isEqualTo("three");
  }

  private void removes(String name) throws IOException {
    Step.Remove gone = new Step.Remove(RelPath.of(name), folder.expected(name).orElseThrow());
    assertThat(folder.apply(gone)).isInstanceOf(StepResult.Done.class);
    folder.known.take(new Finding.Gone(RelPath.of(name)));
  }

  /** The names in the root, as a person sees them. */
  private List<String> onDisk() throws IOException {
    try (Stream<Path> all = Files.list(folder.root)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(".bothways"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aPersonWhoRenamesHereIsUnderstood() throws IOException {
    puts("letter.txt", "text");
    Files.move(folder.root.resolve("letter.txt"), folder.root.resolve("LETTER.txt"));
    List<Finding> findings = folder.scan();
    assertThat(findings)
        .anySatisfy(f -> assertThat(f).isEqualTo(new Finding.Gone(RelPath.of("letter.txt"))));
    assertThat(found()).containsOnlyKeys("LETTER.txt");
  }

  @Test
  void aHintWithTheNameOfTheDiskFindsTheFile() throws IOException {
    puts("a:b", "one");
    String here = folder.disk.nameHere(RelPath.of("a:b")).orElseThrow();
    Files.writeString(folder.root.resolve(here), "changed by a person");
    assertThat(folder.scan(List.of(RelPath.of(here))))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Present.class, f -> assertThat(f.path()).isEqualTo(RelPath.of("a:b")));
  }

  @Test
  void whateverComesInWhateverOrderEachNameHasItsContent() throws IOException {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("NamesOnOtherDisksTest: -Dbothways.seed=" + seed);
    var random = new Random(seed);
    List<String> names = List.of("a", "A", "b:", "B:", "aux", "AUX", "Aux", "c.", "C.");
    Map<String, ContentId> should = new TreeMap<>();
    for (int i = 0; i < 120; i++) {
      String name = names.get(random.nextInt(names.size()));
      // A file that was given a name which had become free has another status than before.
      folder.scan();
      Optional<Observed> here = folder.expected(name);
      if (here.isPresent() && random.nextBoolean()) {
        removes(name);
        should.remove(name);
      } else {
        puts(name, "text " + i);
        should.put(name, DiskFixture.id("text " + i));
      }
      assertThat(found()).isEqualTo(should);
    }
  }
}
