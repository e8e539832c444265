package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/errors.md} is made from the code: every code with its text, its next step and the
 * test that provokes it. With {@code -Dbothways.errors.write=true} the page is written anew.
 */
class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");
  private static final Pattern METHOD =
      Pattern.compile("@(?:Test|ParameterizedTest)[^{;]*?void (\\w+)\\(", Pattern.DOTALL);

  private record Source(String name, String text) {}

  private final List<Source> tests = new ArrayList<>();

  private ErrorsPageTest() throws IOException {
    for (String root : List.of("src/test/java", "../tests/src/test/java")) {
      try (var all = Files.walk(Path.of(root))) {
        for (Path file : all.filter(f -> f.toString().endsWith("Test.java")).sorted().toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          if (!name.equals("ErrorsPageTest")) {
            tests.add(new Source(name, Files.readString(file)));
          }
        }
      }
    }
  }

  /** The test method in which a constant is named. */
  private Optional<String> provoking(String constant) {
    Pattern use = Pattern.compile("\\b" + constant.replace(".", "\\.") + "\\b");
    for (Source test : tests) {
      Matcher found = use.matcher(test.text());
      if (found.find()) {
        Matcher method = METHOD.matcher(test.text().substring(0, found.start()));
        Optional<String> last = Optional.empty();
        while (method.find()) {
          last = Optional.of(test.name() + "." + method.group(1));
        }
        if (last.isPresent()) {
          return last;
        }
      }
    }
    return Optional.empty();
  }

  private static String word(Enum<?> code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String page() {
    var out = new StringBuilder();
    out.append("# What can go wrong in folders\n\n");
    out.append("Made from the code by `ErrorsPageTest`; do not edit by hand.\n\n");
    out.append("## Why an item or a folder is not in sync\n\n");
    out.append("`…` stands for what is special about the case.\n\n");
    out.append("| code | text | what next | provoked by |\n|---|---|---|---|\n");
    for (ErrorCode code : ErrorCode.values()) {
      var error = DiskErrors.make(code, "", "…");
      row(out, code, error.text(), error.next(), "ErrorCode." + code);
    }
    out.append("\n## Why a wish is refused\n\n");
    out.append("The text names the case; nothing was changed.\n\n");
    out.append("| code | what next | provoked by |\n|---|---|---|\n");
    for (Refusal code : Refusal.values()) {
      row(out, code, "", code.next(), "Refusal." + code);
    }
    return out.toString();
  }

  private void row(StringBuilder out, Enum<?> code, String text, String next, String constant) {
    out.append("| `").append(word(code)).append("` | ");
    if (!text.isEmpty()) {
      out.append(text).append(" | ");
    }
    out.append(next).append(" | `").append(provoking(constant).orElse("nothing")).append("` |\n");
  }

  @Test
  void everyCodeIsProvokedByATest() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(provoking("ErrorCode." + code)).as("a test that names " + code).isPresent();
    }
    for (Refusal code : Refusal.values()) {
      assertThat(provoking("Refusal." + code)).as("a test that names " + code).isPresent();
    }
  }

  @Test
  void thePageIsWhatTheCodeSays() throws IOException {
    if (Boolean.getBoolean("bothways.errors.write")) {
      Files.writeString(PAGE, page());
    }
    assertThat(PAGE).content().isEqualTo(page());
  }
}
