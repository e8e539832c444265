package app.bothways.sync.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of Syncthing's ignore files, sentence by sentence of its documentation. */
class GrammarTest {
  private static RuleReader.Reading read(Map<String, String> files, Style style) {
    try {
      return RuleReader.read(file -> Optional.ofNullable(files.get(file.toString())), style);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static IgnoreRules rules(String... lines) {
    return read(Map.of(".bothwaysignore", String.join("\n", lines)), Style.LINUX).rules();
  }

  private static boolean ignores(IgnoreRules rules, String path) {
    return rules.ignores(RelPath.of(path));
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "foo | foo | yes",
        "foo | subdir/foo | yes",
        "foo | foo/below/it | yes",
        "foo | subdir/foo/below | yes",
        "foo | foofoo | no",
        "foo | barfoo | no",
        "foo bar | foo bar | yes",
        "foo bar | foo | no",
        "foo/bar | foo/bar | yes",
        "foo/bar | deep/foo/bar | yes",
        "foo/bar | foo/x/bar | no",
        "te*st | test | yes",
        "te*st | subdir/telerest | yes",
        "te*st | tele/rest | no",
        "te**st | test | yes",
        "te**st | subdir/telerest | yes",
        "te**st | tele/sub/dir/rest | yes",
        "te??st | tebest | yes",
        "te??st | teb/st | no",
        "te??st | test | no",
        "f[a-c]o | fbo | yes",
        "f[a-c]o | fdo | no",
        "f[!a-c]o | fdo | yes",
        "f[^a-c]o | fbo | no",
        "f[!a]o | f/o | no",
        "f[abx-z]o | fyo | yes",
        "f[]]o | f]o | yes",
        "f[a-]o | f-o | yes",
        "{banana,pineapple} | banana | yes",
        "{banana,pineapple} | x/pineapple | yes",
        "{banana,pineapple} | apple | no",
        "a{,b,c*}d | ad | yes",
        "a{,b,c*}d | acxxd | yes",
        "a{,b,c*}d | axd | no",
        "a{b,{c,d}e}f | adef | yes",
        "\\{banana\\} | {banana} | yes",
        "\\{banana\\} | banana | no",
        "\\* | * | yes",
        "\\* | x | no",
        "/foo | foo | yes",
        "/foo | foo/below | yes",
        "/foo | subdir/foo | no",
        "/*.o | a.o | yes",
        "/*.o | sub/a.o | no",
        "**/foo | foo | yes",
        "**/foo | a/b/foo | yes",
        "foo/ | foo | no",
        "foo/ | foo/x | yes",
        "foo/ | a/foo/x/y | yes",
        "foo/** | foo | no",
        "foo/** | foo/x | yes",
        "/foo/*/bar | foo/a/bar | yes",
        "/foo/*/bar | foo/a/b/bar | no",
        "/foo/**/bar | foo/a/b/bar | yes",
        "* | any/thing | yes",
        "** | any/thing | yes",
        "*.tmp | x.tmp/inside | yes",
        "*.tmp | .tmp | yes",
        "Foo | foo | no",
        "(?i)test | TEST | yes",
        "(?i)test | tEsT | yes",
        "(?i)t[a-c]st | TBST | yes",
        "(?i)straße | STRAßE | yes",
        "(?d)(?i)x | X | yes",
        "(?i)(?d)x | X | yes",
        "!foo | foo | no",
        "(?i)!picture*.png | Picture1.PNG | no",
        "#notes | #notes | yes",
        "fo]o | fo]o | yes",
        "é | é | yes",
      })
  void aPatternMatchesAsDocumented(String pattern, String path, String ignored) {
    assertThat(ignores(rules(pattern.strip()), path.strip()))
        .isEqualTo(ignored.strip().equals("yes"));
  }

  @Test
  void theFirstPatternThatMatchesDecides() {
    IgnoreRules rules = rules("!keep.log", "*.log", "!other.log");
    assertThat(ignores(rules, "a/keep.log")).isFalse();
    assertThat(ignores(rules, "a/other.log")).isTrue();
  }

  @Test
  void commentsBlanksAndEmptyLinesMeanNothing() {
    IgnoreRules rules = rules("// foo", "", "   ", "\t bar  ", "\r", "x//y");
    assertThat(rules.rules()).extracting(Rule::text).containsExactly("bar", "x//y");
    assertThat(rules.rules()).extracting(Rule::line).containsExactly(4, 6);
  }

  /** The worked example of the documentation. */
  @Test
  void theWholeExampleComesOutAsDocumented() {
    IgnoreRules rules =
        rules("(?d).DS_Store", "!frobble", "!quuz", "foo", "*2", "qu*", "(?i)my pictures");
    assertThat(
            List.of(
                ".DS_Store", "foo", "bar/quux", "bar2/baz", "My Pictures", "My Pictures/Img15.PNG"))
        .allMatch(p -> ignores(rules, p));
    assertThat(List.of("foofoo", "bar", "bar/baz", "bar/quuz", "bar2/frobble"))
        .noneMatch(p -> ignores(rules, p));
    assertThat(rules.mayHoldIncluded(RelPath.of("bar2"))).isTrue();
    assertThat(rules.yieldsToDeletion(RelPath.of("bar/.DS_Store"))).isTrue();
    assertThat(rules.yieldsToDeletion(RelPath.of("foo"))).isFalse();
  }

  @Test
  void anIgnoredDirectoryIsWalkedOnlyWhereSomethingMayBeIncluded() {
    IgnoreRules rules = rules("!/Photos/best", "*");
    assertThat(rules.mayHoldIncluded(RelPath.of("Photos"))).isTrue();
    assertThat(rules.mayHoldIncluded(RelPath.of("Photos/best"))).isTrue();
    assertThat(rules.mayHoldIncluded(RelPath.of("Photos/other"))).isFalse();
    assertThat(rules.mayHoldIncluded(RelPath.of("Music"))).isFalse();
    // What comes after cannot take back what was decided.
    assertThat(rules("*", "!/a/b").mayHoldIncluded(RelPath.of("a"))).isFalse();
    assertThat(rules("!/top", "*").mayHoldIncluded(RelPath.of("other"))).isFalse();
    // All that is in it, and not itself.
    for (String included : List.of("!/a/", "!/a/**", "!/a/*")) {
      IgnoreRules inside = rules(included, "a");
      assertThat(ignores(inside, "a")).isTrue();
      assertThat(inside.mayHoldIncluded(RelPath.of("a"))).as(included).isTrue();
      assertThat(inside.mayHoldIncluded(RelPath.of("x/a"))).as(included).isFalse();
    }
  }

  @Test
  void includesAreRelativeToTheirFileAndPatternsToTheRoot() {
    var files =
        Map.of(
            ".bothwaysignore", "#include sub/more\nlast",
            "sub/more", "/rooted\n#include other",
            "sub/other", "deep");
    RuleReader.Reading reading = read(files, Style.LINUX);
    assertThat(reading.ownFaults()).isEmpty();
    assertThat(reading.rules().rules())
        .extracting(Rule::toString)
        .containsExactly("sub/more:1: /rooted", "sub/other:1: deep", ".bothwaysignore:2: last");
    assertThat(ignores(reading.rules(), "rooted")).isTrue();
    assertThat(ignores(reading.rules(), "sub/rooted")).isFalse();
    assertThat(reading.rules().sources())
        .extracting(RelPath::toString)
        .containsExactly(".bothwaysignore", "sub/more", "sub/other", ".bothwaysshared");
  }

  @Test
  void aWrongIncludeIsAFaultOfItsLine() {
    var files =
        Map.of(
            ".bothwaysignore",
            "#include missing\n#include ../outside\n#include /etc/passwd\n#include a\n#include a\nok",
            "a",
            "#include .bothwaysignore");
    RuleReader.Reading reading = read(files, Style.LINUX);
    assertThat(reading.ownFaults()).extracting(Fault::line).contains(1, 2, 3, 5);
    assertThat(reading.ownFaults().size()).isLessThan(20);
    assertThat(ignores(reading.rules(), "ok")).isTrue();
  }

  @Test
  void theSharedPatternsComeAfterTheOwnOnes() {
    var files = Map.of(".bothwaysignore", "!mine.log", ".bothwaysshared", "*.log\n[oops");
    RuleReader.Reading reading = read(files, Style.LINUX);
    assertThat(ignores(reading.rules(), "mine.log")).isFalse();
    assertThat(ignores(reading.rules(), "other.log")).isTrue();
    assertThat(reading.ownFaults()).isEmpty();
    assertThat(reading.sharedFaults()).extracting(Fault::line).containsExactly(2);
  }

  @Test
  void theOwnFileIsNeverSyncedAndTheSharedOneAlways() {
    IgnoreRules rules = rules("*", "!.bothwaysignore");
    assertThat(rules.verdict(RelPath.of(".bothwaysignore"))).isInstanceOf(Verdict.OwnFile.class);
    assertThat(ignores(rules, ".bothwaysshared")).isFalse();
    assertThat(ignores(IgnoreRules.NONE, ".bothwaysignore")).isTrue();
  }

  @Test
  void windowsEscapesWithABarAndTellsNoCaseApart() {
    IgnoreRules rules =
        read(Map.of(".bothwaysignore", "|[foo - bar|]\nREADME"), Style.WINDOWS).rules();
    assertThat(ignores(rules, "[FOO - bar]")).isTrue();
    assertThat(ignores(rules, "readme")).isTrue();
    assertThat(ignores(read(Map.of(".bothwaysignore", "A"), Style.MAC).rules(), "a")).isTrue();
  }

  @Test
  void anEscapeCharacterCanBeChosenBeforeTheFirstPattern() {
    IgnoreRules rules = rules("// notes", "#escape=|", "|*.x", "a\\b");
    assertThat(ignores(rules, "*.x")).isTrue();
    assertThat(ignores(rules, "y.x")).isFalse();
    assertThat(ignores(rules, "a\\b")).isTrue();
    assertThat(read(Map.of(".bothwaysignore", "a\n#escape=|"), Style.LINUX).ownFaults()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"[abc", "'{a,b'", "a}", "a\\", "[z-a]", "!", "(?i)", "/"})
  void aPatternThatCannotBeUnderstoodIsAFault(String line) {
    assertThat(RuleReader.check(line, Style.LINUX)).isPresent();
  }

  @Test
  void theVerdictNamesTheLineThatDecided() {
    assertThat(rules("a", "(?d)*.log").verdict(RelPath.of("x/y.log")))
        .isEqualTo(
            new Verdict.Decided(
                new Rule(".bothwaysignore", 2, "(?d)*.log", Rule.Fate.IGNORE_AND_DELETE)));
  }
}
