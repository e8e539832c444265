package app.bothways.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.Mistake;
import app.bothways.app.WhyText;
import app.bothways.net.NetError;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Why;
import app.bothways.pairing.PairingEvent;
import app.bothways.sync.Refusal;
import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.model.ErrorCode;
import app.bothways.ui.parts.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/errors.md} is made from the code: every code with its text, its next step and the
 * test that provokes it. With {@code -Dbothways.errors.write=true} the page is written anew.
 */
class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");
  private static final Pattern METHOD =
      Pattern.compile(
          "@(?:Test|ParameterizedTest)\\b(?:(?!@Test\\b|@ParameterizedTest\\b).)*?void (\\w+)\\(",
          Pattern.DOTALL);

  /** A test class. */
  private record Source(String name, String text) {}

  /** One line of the page; {@code text} is empty where the case alone tells it. */
  private record Row(String code, String text, String next, Optional<String> provokedBy) {}

  /** A table of the page. */
  private record Section(String title, String lead, List<Row> rows) {}

  private static List<Source> tests(String... modules) {
    List<Source> tests = new ArrayList<>();
    for (String module : modules) {
      Path root = Path.of("..", module, "src", "test", "java");
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : all.filter(f -> f.toString().endsWith("Test.java")).sorted().toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          if (!name.equals("ErrorsPageTest")) {
            tests.add(new Source(name, Files.readString(file)));
          }
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return tests;
  }

  /**
   * The test method in which a constant is named, or whose table of cases names it.
   *
   * @param before what stands before its name, as a pattern
   */
  private static Optional<String> provoking(List<Source> tests, String before, String name) {
    Pattern use = Pattern.compile(before + "\\b" + name + "\\b");
    for (Source test : tests) {
      Matcher found = use.matcher(test.text());
      while (found.find()) {
        Optional<String> method = around(test, found.start());
        if (method.isPresent()) {
          return method;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> around(Source test, int at) {
    Matcher method = METHOD.matcher(test.text());
    Optional<String> last = Optional.empty();
    while (method.find() && method.start() < at) {
      last = Optional.of(test.name() + "." + method.group(1));
    }
    return last;
  }

  private static String word(Enum<?> code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> List<Row> rows(
      Iterable<E> codes, List<Source> tests, String of, Function<E, String[]> words) {
    List<Row> rows = new ArrayList<>();
    for (E code : codes) {
      String[] said = words.apply(code);
      rows.add(new Row(word(code), said[0], said[1], provoking(tests, of, code.name())));
    }
    return rows;
  }

  private static List<Section> sections() {
    List<Source> sync = tests("sync-engine", "tests");
    List<Source> net = tests("net");
    List<Source> reach = tests("net", "pairing");
    List<Source> pairing = tests("pairing");
    List<Source> app = tests("app-ui", "tests");
    return List.of(
        new Section(
            "Why an item or a folder is not in sync",
            "`…` stands for what is special about the case.",
            rows(EnumSet.allOf(ErrorCode.class), sync, "\\bErrorCode\\.", ErrorsPageTest::item)),
        new Section(
            "Why a wish about folders is refused",
            "The text names the case; nothing was changed.",
            rows(
                EnumSet.allOf(Refusal.class),
                sync,
                "\\bRefusal\\.",
                r -> new String[] {"", r.next()})),
        new Section(
            "Why any other wish is refused",
            "The text names the case; nothing was changed, or after `not-written` perhaps a part,"
                + " which asking again completes. Over the control socket the code stands"
                + " in `error.data.code`; the command line ends with 1 or 2, see [cli.md](cli.md).",
            rows(
                EnumSet.allOf(Mistake.class),
                app,
                "\\bMistake\\.",
                m -> new String[] {"", m.next()})),
        new Section(
            "Why a pairing came to nothing",
            "Nothing was paired, on neither side.",
            rows(
                EnumSet.allOf(PairingEvent.Reason.class),
                pairing,
                "\\bReason\\.",
                r ->
                    new String[] {
                      Texts.each("pairing.failed", r) + ".", Texts.each("pairing.failed-next", r)
                    })),
        new Section(
            "Why a device is not connected directly",
            "`why` in `network`.",
            rows(
                EnumSet.complementOf(EnumSet.of(Why.DIRECT, Why.CONNECTING)),
                net,
                "\\bWhy\\.",
                w -> new String[] {WhyText.of(w).sentence(), WhyText.of(w).help()})),
        new Section(
            "Why a relay is not in use",
            "`state` of a relay in `network`; `…` stands for the relay.",
            rows(
                EnumSet.complementOf(
                    EnumSet.of(RelayView.State.CONNECTED, RelayView.State.CONNECTING)),
                net,
                // Alone in a table of cases; what can go wrong with a dial has some of these names.
                "(?<!NetError\\.)",
                s ->
                    new String[] {
                      Texts.each("network.relay", s, "…") + ".", Texts.each("network.relay-help", s)
                    })),
        new Section(
            "Why a connection ended or was not made",
            "In the log, and inside the texts above; links are made again by themselves.",
            rows(
                EnumSet.allOf(NetError.class),
                reach,
                "\\bNetError\\.",
                e -> new String[] {"", e.next()})));
  }

  private static String[] item(ErrorCode code) {
    var error = DiskErrors.make(code, "", "…");
    return new String[] {error.text(), error.next()};
  }

  private static String page() {
    var out = new StringBuilder();
    out.append("# What can go wrong\n\n");
    out.append("Made from the code by `ErrorsPageTest`; do not edit by hand.\n");
    for (Section section : sections()) {
      boolean texts = section.rows().stream().anyMatch(r -> !r.text().isEmpty());
      out.append("\n## ").append(section.title()).append("\n\n").append(section.lead());
      out.append("\n\n| code | ").append(texts ? "text | " : "");
      out.append("what next | provoked by |\n|---|---|---|").append(texts ? "---|" : "");
      out.append('\n');
      section.rows().forEach(row -> line(out, row, texts));
    }
    return out.toString();
  }

  private static void line(StringBuilder out, Row row, boolean texts) {
    out.append("| `").append(row.code()).append("` | ");
    if (texts) {
      out.append(row.text()).append(" | ");
    }
    out.append(row.next()).append(" | `");
    out.append(row.provokedBy().orElse("nothing")).append("` |\n");
  }

  @Test
  void everyCodeIsProvokedByATest() {
    assertThat(sections())
        .allSatisfy(
            section ->
                assertThat(section.rows())
                    .as(section.title())
                    .filteredOn(row -> row.provokedBy().isEmpty())
                    .extracting(Row::code)
                    .isEmpty());
  }

  @Test
  void everyCodeHasANextStep() {
    assertThat(sections())
        .allSatisfy(
            section ->
                assertThat(section.rows())
                    .as(section.title())
                    .allSatisfy(row -> assertThat(row.next()).as(row.code()).isNotBlank()));
  }

  @Test
  void thePageIsWhatTheCodeSays() throws IOException {
    if (Boolean.getBoolean("bothways.errors.write")) {
      Files.writeString(PAGE, page());
    }
    assertThat(PAGE).content().isEqualTo(page());
  }
}
