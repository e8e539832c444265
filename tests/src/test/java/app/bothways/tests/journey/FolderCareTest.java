package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.Refusal;
import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Samples;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people decide inside a folder, on the command line: one household, one way through. */
class FolderCareTest extends Journey {
  private Home a;
  private Home b;
  private String folder;

  private JsonNode explain(Home home, String path) {
    return home.does("folder", "explain", folder, path, "--json").rows().getFirst();
  }

  private List<JsonNode> rows(Home home, String command, String... more) {
    var all = new java.util.ArrayList<>(List.of("folder", command, folder));
    all.addAll(List.of(more));
    all.add("--json");
    return home.does(all.toArray(String[]::new)).rows();
  }

  private static String complaint(Home home, String... command) {
    return String.join("\n", home.ask(command).mustBe(2).err());
  }

  private void sync() throws IOException {
    a.inSync(folder, java.time.Duration.ofMinutes(2));
    b.inSync(folder, java.time.Duration.ofMinutes(2));
  }

  @Test
  void rulesModesVersionsConflictsAndReasonsWorkFromTheCommandLine() throws IOException {
    a = local("ana");
    b = local("ben");
    a.pairWith(b);
    Samples.text(a.folder().resolve("plan.txt"), "first");
    Samples.text(a.folder().resolve("cache/x.tmp"), "x");
    folder = a.share(a.folder(), b);
    a.does("folder", "ignore", folder, "--add", "*.tmp");
    b.accept(folder, b.folder());
    sync();
    ignoreAndExplain();
    versions();
    conflict();
    modes();
  }

  private void ignoreAndExplain() {
    assertThat(b.folder().resolve("cache/x.tmp")).doesNotExist();
    JsonNode why = explain(a, "cache/x.tmp");
    assertThat(why.path("state").asText()).isEqualTo("ignored");
    assertThat(why.path("rule").path("pattern").asText()).isEqualTo("*.tmp");
    assertThat(explain(b, "plan.txt").path("state").asText()).isEqualTo("here");
    assertThat(explain(b, "never").path("state").asText()).isEqualTo("unknown");
    assertThat(complaint(a, "folder", "ignore", folder, "--add", "[x")).contains("no pattern");
    assertThat(complaint(a, "folder", "explain", folder, "../x"))
        .contains(Refusal.NOT_A_PATH.next());
  }

  private void versions() throws IOException {
    Samples.text(a.folder().resolve("plan.txt"), "second");
    sync();
    List<JsonNode> versions = rows(b, "versions", "plan.txt");
    assertThat(versions).hasSize(1);
    b.does("folder", "restore", folder, "plan.txt", versions.getFirst().path("version").asText());
    sync();
    assertThat(a.folder().resolve("plan.txt")).hasContent("first");
    b.does("folder", "keep", folder, "--versions", "5");
    assertThat(rows(b, "keep").getFirst().path("versions").asInt()).isEqualTo(5);
  }

  private void conflict() throws IOException {
    b.does("folder", "pause", folder);
    Samples.text(a.folder().resolve("plan.txt"), "ana's");
    a.inSync(folder, java.time.Duration.ofMinutes(2));
    Samples.text(b.folder().resolve("plan.txt"), "ben's");
    b.does("folder", "resume", folder);
    sync();
    List<JsonNode> conflicts = rows(a, "conflicts");
    assertThat(conflicts).hasSize(1);
    String copy = conflicts.getFirst().path("copy").asText();
    String other = Files.readString(a.folder().resolve(copy));
    a.does("folder", "resolve", folder, "plan.txt", "--keep", "other");
    sync();
    assertThat(b.folder().resolve("plan.txt")).hasContent(other);
    assertThat(b.folder().resolve(copy)).doesNotExist();
    assertThat(rows(b, "conflicts")).isEmpty();
  }

  private void modes() throws IOException {
    b.does("folder", "mode", folder, "receive-only");
    Samples.text(b.folder().resolve("plan.txt"), "only here");
    sync();
    assertThat(a.folder().resolve("plan.txt")).exists();
    assertThat(rows(b, "differences").getFirst().path("kind").asText()).isEqualTo("changed-here");
    b.does("folder", "revert", folder);
    sync();
    assertThat(b.folder().resolve("plan.txt"))
        .hasSameTextualContentAs(a.folder().resolve("plan.txt"));

    b.does("folder", "mode", folder, "send-only");
    Samples.text(a.folder().resolve("plan.txt"), "not taken");
    sync();
    assertThat(explain(b, "plan.txt").path("state").asText()).isEqualTo("not-taken");
    b.does("folder", "override", folder);
    sync();
    assertThat(a.folder().resolve("plan.txt"))
        .hasSameTextualContentAs(b.folder().resolve("plan.txt"));
    assertThat(complaint(b, "folder", "revert", folder)).contains("does not only receive");
  }
}
