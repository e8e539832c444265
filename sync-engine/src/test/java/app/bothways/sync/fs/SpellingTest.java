package app.bothways.sync.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed about how a name is spelled. */
class SpellingTest {
  private static final NameProfile FAT =
      new NameProfile(NameProfile.Characters.WINDOWS, NameProfile.LetterCase.FOLDED);

  @TempDir Path base;
  private Counting fs;

  /** Counts listings, and does not tell case apart. */
  private static final class Counting extends ForwardingFs {
    private int listings;

    Counting(Path scratch) {
      super(new FatFs(LocalFs.plain(scratch)));
    }

    @Override
    public List<Path> names(Path directory) throws IOException {
      listings++;
      return super.names(directory);
    }
  }

  @BeforeEach
  void begin() {
    fs = new Counting(base);
  }

  private Spelling answering(String name) {
    return Spelling.asking(path -> path.resolveSibling(name));
  }

  private Optional<String> of(Spelling spelling, String name) throws IOException {
    return spelling.of(fs, new Spelling.Listed(fs, base, false), base.resolve(name));
  }

  @Test
  void aSystemThatSaysSoSparesTheListing() throws IOException {
    Files.createFile(base.resolve("Photo.JPG"));
    Files.createDirectory(base.resolve("Trip"));
    assertThat(of(answering("Photo.JPG"), "photo.jpg")).contains("Photo.JPG");
    assertThat(of(answering("Trip"), "Trip")).contains("Trip");
    assertThat(of(answering("nobody"), "nobody")).isEmpty();
    assertThat(fs.listings).isZero();
  }

  @Test
  void withoutOneTheListingDoes() throws IOException {
    Files.createFile(base.resolve("Photo.JPG"));
    assertThat(of(Spelling.listed(), "Photo.JPG")).contains("Photo.JPG");
    assertThat(of(Spelling.listed(), "photo.jpg")).contains("Photo.JPG");
    assertThat(fs.listings).isEqualTo(2);
  }

  @Test
  void aRowOfLooksNeedsOneListing() throws IOException {
    Files.createFile(base.resolve("a"));
    Files.createFile(base.resolve("B"));
    Fs named = NamedFs.of(fs, FAT);
    try (Dir dir = named.enter(base, List.of()).looking()) {
      dir.resolve("a");
      dir.resolve("B");
      dir.resolve("nothing");
      assertThat(fs.listings).isOne();
      Files.createFile(base.resolve("late"));
      assertThat(dir.resolve("late").getFileName()).hasToString("late");
      assertThat(dir.resolve("LATE").getFileName()).hasToString(DiskNames.twin("LATE", 2));
    }
    try (Dir dir = named.enter(base, List.of())) {
      fs.listings = 0;
      dir.resolve("a");
      dir.resolve("B");
      assertThat(fs.listings).isEqualTo(2);
    }
  }

  @Test
  void anAnswerAboutAnotherNameIsNotTaken() throws IOException {
    Files.createFile(base.resolve("Photo.JPG"));
    assertThat(of(answering("elsewhere"), "photo.jpg")).contains("Photo.JPG");
  }

  @Test
  void linksAndFilesOfSeveralNamesAreLookedUpInTheListing() throws IOException {
    Files.createSymbolicLink(base.resolve("Link"), Path.of("link"));
    assertThat(of(answering("link"), "link")).as("follows").contains("Link");
    Files.createFile(base.resolve("One"));
    Files.createDirectory(base.resolve("other"));
    Files.createLink(base.resolve("other/one"), base.resolve("One"));
    assertThat(of(answering("one"), "one")).as("the other's name").contains("One");
  }

  @Test
  void whatIsTakenAwayMeanwhileIsNotThere() throws IOException {
    Path file = Files.createFile(base.resolve("file"));
    Spelling late =
        Spelling.asking(
            path -> {
              Files.delete(file);
              throw new NoSuchFileException(path.toString());
            });
    assertThat(of(late, "file")).isEmpty();
  }

  @Test
  void aShortNameOfAnotherFileIsTakenWhereTheSystemSaysWhose() throws IOException {
    Path real = Files.createFile(base.resolve("A long name.txt"));
    Fs dos =
        new ForwardingFs(fs) {
          @Override
          public Meta lstat(Path path) throws IOException {
            return super.lstat(path.endsWith("ALONGN~1.TXT") ? real : path);
          }
        };
    try (Dir dir = NamedFs.of(dos, FAT, answering("A long name.txt")).enter(base, List.of())) {
      assertThat(dir.resolve("ALONGN~1.TXT").getFileName())
          .hasToString(DiskNames.twin("ALONGN~1.TXT", 2));
    }
  }

  @Test
  void whatAListingMissedIsLookedForUnderItsName() throws IOException {
    Files.createFile(base.resolve("saved"));
    Fs late =
        new ForwardingFs(fs) {
          @Override
          public List<Path> names(Path directory) {
            return List.of();
          }
        };
    try (Dir dir = NamedFs.of(late, FAT).enter(base, List.of())) {
      assertThat(dir.resolve("saved")).exists();
    }
  }

  @Test
  void aSystemIsAskedOnlyWhereItKnowsHowOurFileIsSpelled() throws IOException {
    Path witness = Files.createFile(base.toRealPath().resolve("marker"));
    Path knowing = Files.createSymbolicLink(witness.resolveSibling("MARKER"), witness);
    Path photo = Files.createFile(witness.resolveSibling("photo"));
    Spelling.on(witness, knowing).of(fs, new Spelling.Listed(fs, photo.getParent(), false), photo);
    assertThat(fs.listings).isZero();
    Path repeating = Files.createLink(witness.resolveSibling("Marker"), witness);
    Spelling.on(witness, repeating)
        .of(fs, new Spelling.Listed(fs, photo.getParent(), false), photo);
    assertThat(fs.listings).isOne();
  }
}
