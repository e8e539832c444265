package app.bothways.sync.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in an ignore file, reading it and asking it comes to an end. */
class IgnoreFuzzTest {
  private static final int RUNS = Integer.getInteger("bothways.fuzz.runs", 3000);
  private static final String[] PIECES = {
    "*",
    "**",
    "?",
    "[",
    "]",
    "[a-",
    "[!",
    "{",
    "}",
    ",",
    "/",
    "\\",
    "|",
    "!",
    "(?i)",
    "(?d)",
    "a",
    "b",
    "é",
    "\uD83D\uDE00",
    "#include ",
    "#escape=",
    "//",
    "\n",
    "\r",
    " ",
    ".bothwaysignore",
    "x",
    "..",
    "\uFEFF",
    "\0",
    "-",
    "^"
  };

  private static String text(Random random) {
    var out = new StringBuilder();
    for (int n = random.nextInt(60); n > 0; n--) {
      out.append(
          random.nextInt(8) == 0
              ? String.valueOf((char) random.nextInt(0x10000))
              : PIECES[random.nextInt(PIECES.length)]);
    }
    return out.toString();
  }

  @Test
  void randomRulesNeverBreakAndNeverHang() throws IOException {
    long seed = Long.getLong("bothways.seed", new Random().nextLong());
    for (int i = 0; i < RUNS; i++) {
      var random = new Random(seed + i);
      var files = Map.of(".bothwaysignore", text(random), "a", text(random), "x", text(random));
      try {
        var style = Style.values()[random.nextInt(3)];
        RuleReader.Reading reading =
            RuleReader.read(file -> Optional.ofNullable(files.get(file.toString())), style);
        for (String path : new String[] {"a", "a/b", "x/é", "b/a/x/b", "\uD83D\uDE00/a"}) {
          RelPath where = RelPath.of(path);
          boolean first = reading.rules().ignores(where);
          assertThat(reading.rules().ignores(where)).isEqualTo(first);
          if (!reading.rules().mayHoldIncluded(where)) {
            assertThat(reading.rules().ignores(where.child("zz/q"))).isTrue();
          }
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dbothways.seed=" + (seed + i) + " " + files, e);
      }
    }
  }

  /** A matcher that tries one way after the other would need longer than the world has. */
  @Test
  void noPatternIsCatastrophic() throws IOException {
    String evil = "a" + "*a".repeat(200) + "b\n" + "{a,aa}".repeat(100) + "b\n" + "**a".repeat(300);
    RuleReader.Reading reading =
        RuleReader.read(
            file ->
                file.toString().equals(".bothwaysignore") ? Optional.of(evil) : Optional.empty(),
            Style.LINUX);
    assertThat(reading.ownFaults()).isEmpty();
    assertThat(reading.rules().ignores(RelPath.of("a".repeat(250)))).isFalse();
    assertThat(reading.rules().ignores(RelPath.of("a".repeat(250) + "b"))).isTrue();
  }

  @Test
  void tooManyPatternsAreAFaultAndNotAnExhaustedMemory() throws IOException {
    String many = ("{a,b,c,d,e,f,g,h}".repeat(50) + "\n").repeat(6000);
    RuleReader.Reading reading =
        RuleReader.read(
            file ->
                file.toString().equals(".bothwaysignore") ? Optional.of(many) : Optional.empty(),
            Style.LINUX);
    assertThat(reading.rules().rules().size()).isLessThanOrEqualTo(RuleReader.MOST_RULES);
    assertThat(reading.ownFaults()).isNotEmpty();
  }
}
