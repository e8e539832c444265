package app.bothways.sync.fs;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every name has a name on every disk, and comes back as it was. */
class DiskNamesTest {
  private static final NameProfile WINDOWS =
      new NameProfile(NameProfile.Characters.WINDOWS, NameProfile.LetterCase.FOLDED);
  private static final NameProfile FAT_WITH_CASE =
      new NameProfile(NameProfile.Characters.WINDOWS, NameProfile.LetterCase.DISTINCT);
  private static final NameProfile MAC =
      new NameProfile(NameProfile.Characters.ANY, NameProfile.LetterCase.FOLDED);
  private static final List<NameProfile> ALL =
      List.of(NameProfile.ANY, WINDOWS, FAT_WITH_CASE, MAC);
  private static final List<String> PARTS =
      List.of(
          "a",
          "B",
          ".",
          " ",
          ":",
          "?",
          "*",
          "\\",
          "|",
          "<",
          "\"",
          "\u0001",
          "\u001f",
          "CON",
          "nul",
          "com1",
          "LPT\u00b3",
          ".txt",
          "\uf0c2",
          "\uf0ff",
          "\uf03a",
          "\uf000",
          "\uf0c1",
          " (case 2",
          " (case 2\uf0c2)",
          ")",
          "\u00e9",
          "\ud83c\udf31",
          "9");

  @Test
  void anyNameComesBackFromAnyDisk() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("DiskNamesTest: -Dbothways.seed=" + seed);
    var random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      var name = new StringBuilder();
      for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
        name.append(PARTS.get(random.nextInt(PARTS.size())));
      }
      comesBack(name.toString(), 2 + random.nextInt(8));
    }
  }

  private static void comesBack(String name, int number) {
    for (NameProfile profile : ALL) {
      String disk = DiskNames.disk(name, profile);
      assertThat(DiskNames.logical(disk, profile)).as("%s as %s", name, disk).contains(name);
      if (profile.letterCase() == NameProfile.LetterCase.FOLDED) {
        String twin = DiskNames.twin(disk, number);
        assertThat(twin).isNotEqualTo(disk);
        assertThat(DiskNames.logical(twin, profile)).as("%s as %s", name, twin).contains(name);
      }
      if (profile.characters() == NameProfile.Characters.WINDOWS) {
        assertPossible(disk);
        assertPossible(DiskNames.twin(disk, number));
      }
    }
  }

  private static void assertPossible(String disk) {
    assertThat(disk)
        .doesNotMatch("(?s).*[<>:\"|?*\\\\\\x00-\\x1f].*")
        .doesNotMatch("(?s).*[. ]")
        .doesNotMatch("(?is)(con|prn|aux|nul|com[0-9]|lpt[0-9])( *[.].*)?");
  }

  @Test
  void whatADiskIsGivenIsReadBackOnlyIfItCanBeOurs() {
    assertThat(DiskNames.logical("plain", WINDOWS)).contains("plain");
    // A lone letter of the area: no name of ours has it here, so it stands for none.
    assertThat(DiskNames.logical("a\uf041b", WINDOWS)).isEmpty();
    assertThat(DiskNames.logical("a\uf041b", NameProfile.ANY)).contains("a\uf041b");
  }

  @ParameterizedTest
  @CsvSource({"CON", "con.txt", "Com1.tar.gz", "a:b", "end.", "'end '"})
  void whatWindowsCannotHaveIsCalledOtherwise(String name) {
    assertThat(DiskNames.disk(name, WINDOWS)).isNotEqualTo(name).hasSameSizeAs(name);
    assertThat(DiskNames.disk(name, MAC)).isEqualTo(name);
    assertThat(DiskNames.disk(name, NameProfile.ANY)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"CONSOLE", "a.con", "com", "common.txt", "a.b", ".hidden", "ümlaut"})
  void whatWindowsCanHaveKeepsItsName(String name) {
    assertThat(DiskNames.disk(name, WINDOWS)).isEqualTo(name);
  }

  /** A disk may have 255 letters where others have 255 bytes. */
  @Test
  void aMarkThatShowsHasRoom() {
    String twin = DiskNames.twin("\u3042".repeat(83) + ".txt", 2);
    assertThat(DiskNames.shown(twin, 2, WINDOWS))
        .isEqualTo("\u3042".repeat(80) + " (case 2).txt")
        .satisfies(name -> assertThat(RelPath.parse(name)).isPresent());
    assertThat(DiskNames.shown(DiskNames.twin("a.txt", 3), 4, WINDOWS)).isEqualTo("a (case 4).txt");
  }

  @Test
  void randomTextOfADiskIsNeverMisread() {
    var random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      var bytes = new byte[1 + random.nextInt(20)];
      random.nextBytes(bytes);
      String text = new String(bytes, StandardCharsets.UTF_16BE);
      DiskNames.logical(text, WINDOWS)
          .filter(name -> !name.isEmpty())
          .ifPresent(name -> assertThat(DiskNames.disk(name, WINDOWS)).isNotEmpty());
    }
  }
}
