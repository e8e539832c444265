package app.bothways.sync.ignore;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.bothways.sync.fuzz.Bounds;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Ignore files as anybody may write them: reading them and asking them comes to an end, in bounded
 * memory, and the answers do not contradict each other. The first byte chooses how names are told
 * apart; a byte 1 ends each of the three files.
 */
public final class IgnoreFuzz {
  private static final List<RelPath> ASKED =
      List.of("a", "a/b", "x/é", "b/a/x/b", ".bothwaysignore", "A/B.TXT", "a".repeat(200)).stream()
          .map(RelPath::of)
          .toList();
  private static final long FIXED = 8L << 20;

  private IgnoreFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 2) {
      return;
    }
    Style style = Style.values()[(data[0] & 0xff) % Style.values().length];
    String[] texts = new String(data, 1, data.length - 1, UTF_8).split("\u0001", 3);
    Map<String, String> files =
        Map.of(
            IgnoreRules.OWN,
            texts[0],
            IgnoreRules.SHARED,
            texts.length > 1 ? texts[1] : "",
            "a",
            texts.length > 2 ? texts[2] : "");
    Function<RelPath, Optional<String>> text = f -> Optional.ofNullable(files.get(f.toString()));
    Bounds.allocate(
        FIXED + (long) RuleReader.MOST_STATES * 64 + 4096L * data.length,
        () -> ask(RuleReader.read(text::apply, style).rules()));
  }

  private static void ask(IgnoreRules rules) throws IOException {
    Bounds.holds(rules.rules().size() <= RuleReader.MOST_RULES, "more rules than the bound");
    for (RelPath path : ASKED) {
      Bounds.same(rules.ignores(path), rules.ignores(path));
      if (!rules.mayHoldIncluded(path)) {
        Bounds.holds(rules.ignores(path.child("zz/q")), "something below is not ignored");
      }
    }
  }

  /** Files to begin with. */
  public static List<byte[]> seeds() {
    return List.of(
            "\0*.tmp\n!keep.tmp\n(?i)*.JPG\n(?d).DS_Store\n",
            "\0#include a\n//comment\n\u0001/build\n**/node_modules/\n\u0001[a-c]?{x,y,z}*\n",
            "\1#escape=|\n|*star\n[!a]*\n\u0001foo/**/bar\n",
            "\0!/a/\na\n",
            "\2\uFEFFété/*\r\n  spaced  \n")
        .stream()
        .map(s -> s.getBytes(UTF_8))
        .toList();
  }
}
