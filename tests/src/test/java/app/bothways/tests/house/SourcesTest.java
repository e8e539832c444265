package app.bothways.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a compiler does not see: sizes, contracts of packages, and leftovers. */
class SourcesTest {
  private static final int MOST_LINES = 400;
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<String> ROOMS =
      List.of("net", "pairing", "sync-engine", "app-ui", "tests", "installer");

  /** In two halves, so that this file does not find itself. */
  private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  @Test
  void noSourceFileIsLongerThanFourHundredLines() throws IOException {
    assertThat(sources().filter(file -> lines(file).size() > MOST_LINES)).isEmpty();
  }

  @Test
  void everyPackageSaysItsContract() throws IOException {
    Set<Path> packages =
        sources()
            .filter(file -> file.toString().contains("src/main/java".replace('/', separator())))
            .map(Path::getParent)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).isNotEmpty();
    assertThat(packages).allMatch(p -> Files.exists(p.resolve("package-info.java")));
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    assertThat(
            sources()
                .filter(file -> lines(file).stream().anyMatch(l -> LEFTOVER.matcher(l).find())))
        .isEmpty();
  }

  private static char separator() {
    return java.io.File.separatorChar;
  }

  private static Stream<Path> sources() throws IOException {
    var all = new TreeSet<Path>();
    for (String room : ROOMS) {
      Path source = ROOT.resolve(room).resolve("src");
      if (Files.isDirectory(source)) {
        try (Stream<Path> files = Files.walk(source)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
        }
      }
    }
    assertThat(all).isNotEmpty();
    return all.stream();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
