package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Answer;
import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Running;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each mistake gets one line that names it, its exit code, and no effect. */
class MistakesTest extends Journey {
  private static final String NO_SUCH_SESSION_DIGIT = "A";

  @Test
  void wrongFoldersAndLinksAreRefusedEachInItsOwnWords() {
    Home a = local("ana");
    var lines = new ArrayList<String>();
    lines.add(refused(a, 2, "join", "not a link", "--json", "--yes"));
    lines.add(refused(a, 2, "join", "BOTHWAYS://PAIR/GARBAGE", "--json", "--yes"));
    lines.add(refused(a, 2, "folder", "add", a.folder().resolve("nowhere").toString()));
    lines.add(refusedNested(a));
    lines.add(refused(a, 2, "folder", "status", "no-such-folder", "--json"));
    lines.add(refused(a, 2, "folder", "share", a.folder().toString(), "nobody", "--json"));
    lines.add(refused(a, 2, "no-such-command"));
    assertThat(lines).doesNotHaveDuplicates();
    assertThat(a.does("folder", "list", "--json").rows()).hasSize(1);
  }

  private static String refusedNested(Home a) {
    try {
      Files.createDirectories(a.folder().resolve("inner"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    a.does("folder", "add", a.folder().toString(), "--json");
    return refused(a, 2, "folder", "add", a.folder().resolve("inner").toString());
  }

  @Test
  void aCommandWithoutARunningNodeExitsWithThree() {
    Home a = household.device("ana");
    Answer answer = a.ask("folder", "list", "--json").mustBe(3);
    assertThat(oneLine(answer)).contains("running");
    assertThat(answer.out()).isEmpty();
  }

  @Test
  void aUsedCodeIsNotTakenTwice() {
    Home a = local("ana");
    Home b = local("ben");
    Home c = local("cleo");
    Running showing = a.begin("pair", "--json", "--yes");
    String link = showing.event("code", SOON).path("link").asText();
    b.begin("join", link, "--json", "--yes").event("paired", SOON);
    showing.await(SOON).mustBe(0);
    assertThat(failed(c, link)).isIn("used", "unreachable");
    assertThat(a.does("devices", "--json").rows()).hasSize(1);
    assertThat(c.does("devices", "--json").rows()).isEmpty();
  }

  @Test
  void aWrongCodePairsNobodyAndTheRightOneStillDoes() {
    Home a = local("ana");
    Home b = local("ben");
    Running showing = a.begin("pair", "--json", "--yes");
    String link = showing.event("code", SOON).path("link").asText();
    assertThat(failed(b, withAnotherSession(link))).isIn("rejected", "unreachable");
    assertThat(a.does("devices", "--json").rows()).isEmpty();
    b.begin("join", link, "--json", "--yes").event("paired", SOON);
    showing.await(SOON).mustBe(0);
  }

  /** Changes a character in the middle of the session id, which follows the version byte. */
  private static String withAnotherSession(String link) {
    int at = "BOTHWAYS://PAIR/".length() + 8;
    String other = link.charAt(at) == 'A' ? "B" : NO_SUCH_SESSION_DIGIT;
    return link.substring(0, at) + other + link.substring(at + 1);
  }

  @Test
  void aRelayThatAnswersNonsenseIsNamedAsSuch() throws IOException {
    HttpServer nonsense =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    nonsense.createContext(
        "/",
        exchange -> {
          byte[] body = "moo".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    nonsense.start();
    try {
      String url = "http://127.0.0.1:" + nonsense.getAddress().getPort();
      Home a = household.device("ana", "--interface", "lo", "--relay", url, "--no-lookup").start();
      JsonNode relay = a.awaitRelay(url, "not-a-relay");
      assertThat(relay.path("connected").asBoolean(true)).isFalse();
      assertThat(relay.path("detail").asText()).isNotBlank().doesNotContain("\n");
    } finally {
      nonsense.stop(0);
    }
  }

  @Test
  void textThatIsNoRelayUrlIsRefused() {
    Home a = household.device("ana");
    Answer answer = a.ask("daemon", "--json", "--relay", "moo moo").mustBe(2);
    assertThat(oneLine(answer)).contains("moo moo");
  }

  private static String failed(Home home, String link) {
    Running joining = home.begin("join", link, "--json", "--yes");
    JsonNode failed = joining.event("failed", SOON);
    joining.await(SOON).mustBe(1);
    return failed.path("reason").asText();
  }

  private static String refused(Home home, int exit, String... arguments) {
    return oneLine(home.ask(arguments).mustBe(exit));
  }

  /** The one line for people; usage help may not follow it. */
  private static String oneLine(Answer answer) {
    List<String> lines = answer.err().stream().filter(line -> !line.isBlank()).toList();
    assertThat(lines).as(answer.toString()).hasSize(1);
    return lines.getFirst();
  }
}
