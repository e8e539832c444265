package app.bothways.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.FakeApp;
import app.bothways.net.NetEvent;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PathView;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command against a node that notes down what it was asked, over a real control socket. */
@Timeout(30)
class CommandLineTest extends Terminal {
  private static final String SELF = FakeApp.SELF.toString();
  private static final String OTHER = FakeApp.OTHER.toString();
  private static final String FOLDER = FakeApp.FOLDER.toString();
  private static final String LINK_FIELDS =
      "\"link\":\"relayed\",\"path\":{\"kind\":\"relay\",\"address\":\"https://relay.example\",\"rttMs\":20.0},"
          + "\"why\":{\"code\":\"no-direct-answer\",\"text\":\"No direct address of the other device"
          + " answered.\"},\"sent\":{\"direct\":1,\"relay\":2},\"received\":{\"direct\":3,\"relay\":4},"
          + "\"since\":\"2026-11-20T10:00:00Z\"}";
  private static final String RELAY =
      "{\"url\":\"https://relay.example\",\"connected\":true,\"latencyMs\":12.0,"
          + "\"state\":\"connected\",\"detail\":\"\"}";
  private static final String STATUS =
      "{\"folder\":\""
          + FOLDER
          + "\",\"name\":\"Photos\",\"path\":\"/data/Photos\",\"state\":\"syncing\","
          + "\"local\":{\"files\":3,\"dirs\":1,\"bytes\":2048},"
          + "\"global\":{\"files\":5,\"dirs\":1,\"bytes\":4096},\"need\":{\"files\":2,\"bytes\":2048},"
          + "\"devices\":[{\"name\":\"Ana's laptop\",\"nodeId\":\""
          + OTHER
          + "\",\"connected\":true,\"completion\":50.0}],"
          + "\"errors\":[{\"path\":\"a/b\",\"code\":\"permission-denied\",\"text\":\"It cannot be"
          + " read.\",\"next\":\"Allow it.\"}],\"conflicts\":1,\"bytesPerSecond\":1024,\"etaSeconds\":2,\"mode\":\"two-way\","
          + "\"notTaken\":0,\"localOnly\":0}";

  @Test
  void statusIsOneLine() {
    assertThat(run("status", "--json"))
        .isEqualTo(
            new Outcome(
                0,
                "{\"nodeId\":\""
                    + SELF
                    + "\",\"name\":\"Här\",\"version\":\"0.1.0\",\"homeRelay\":"
                    + RELAY
                    + ",\"devices\":1,\"connected\":1,\"folders\":1,\"state\":\"in-sync\"}\n",
                ""));
  }

  @Test
  void devicesAreALineEach() {
    assertThat(run("devices", "--json").out())
        .isEqualTo(
            "{\"nodeId\":\""
                + OTHER
                + "\",\"name\":\"Ana's laptop\",\"system\":\"Linux\","
                + "\"pairedAt\":\"2026-11-20T10:00:00Z\",\"policy\":\"auto\","
                + LINK_FIELDS
                + "\n");
  }

  @Test
  void theNetworkHasPeersWithTheirPathAndWhy() {
    assertThat(run("network", "--json").out())
        .isEqualTo(
            "{\"nodeId\":\""
                + SELF
                + "\",\"homeRelay\":"
                + RELAY
                + ",\"relays\":["
                + RELAY
                + "],\"nat\":{\"udp\":null,\"mapping\":null,\"publicAddresses\":[],\"portMapping\":null},"
                + "\"directAddresses\":[\"127.0.0.1:5000\"],\"peers\":[{\"name\":\"Ana's laptop\","
                + "\"nodeId\":\""
                + OTHER
                + "\","
                + LINK_FIELDS
                + "]}\n");
  }

  @Test
  void foldersAndOffersAreALineEach() {
    assertThat(run("folder", "list", "--json").out()).isEqualTo(STATUS + "\n");
    assertThat(run("folder", "status", "Photos", "--json").out()).isEqualTo(STATUS + "\n");
    assertThat(run("folder", "offers", "--json").out())
        .isEqualTo(
            "{\"offer\":\"o1\",\"folder\":\""
                + FOLDER
                + "\",\"name\":\"Photos\",\"from\":\""
                + OTHER
                + "\",\"files\":5,\"bytes\":4096,\"mode\":\"send-only\"}\n");
  }

  @Test
  void addingAndAcceptingPrintTheFolderForScriptsEvenWithoutJson() {
    String line = "{\"folder\":\"" + FOLDER + "\",\"name\":\"Photos\",\"path\":\"/data/Photos\"}\n";
    assertThat(run("folder", "add", "/data/Photos", "--name", "Pics").out()).isEqualTo(line);
    assertThat(run("folder", "accept", "o1", "/data/Photos", "--json").out()).isEqualTo(line);
    assertThat(app.calls).containsExactly("add /data/Photos as Pics", "accept o1 /data/Photos");
  }

  @Test
  void aRelativePathIsThatOfTheCaller() {
    run("folder", "add", "sub/../here");
    assertThat(app.calls).containsExactly("add " + Path.of("here").toAbsolutePath());
  }

  @Test
  void whatIsDoneReachesTheNode() {
    assertThat(run("devices", "rename", "ana", "Bob's").exit()).isZero();
    assertThat(run("devices", "remove", "ana").exit()).isZero();
    assertThat(run("devices", "policy", "ana", "relay").exit()).isZero();
    assertThat(run("folder", "share", "Photos", "ana", "--mode", "receive-only").exit()).isZero();
    assertThat(run("folder", "share", "Photos", "ana").exit()).isZero();
    assertThat(run("folder", "decline", "o1").exit()).isZero();
    assertThat(run("folder", "scan", "Photos").exit()).isZero();
    assertThat(run("folder", "pause", "Photos").exit()).isZero();
    assertThat(run("folder", "resume", "Photos").exit()).isZero();
    assertThat(run("folder", "remove", "Photos").exit()).isZero();
    assertThat(app.calls)
        .containsExactly(
            "rename ana Bob's",
            "remove ana",
            "policy ana RELAY_ONLY",
            "share Photos ana RECEIVE_ONLY",
            "share Photos ana TWO_WAY",
            "decline o1",
            "scan Photos",
            "pause Photos",
            "resume Photos",
            "forget Photos");
  }

  @Test
  void waitingEndsWithFourWhenTheTimeIsUp() {
    assertThat(run("folder", "status", "Photos", "--wait", "in-sync", "--timeout", "5m").exit())
        .isZero();
    app.inSync = false;
    Outcome late =
        run("folder", "status", "Photos", "--json", "--wait", "in-sync", "--timeout", "250ms");
    assertThat(late)
        .isEqualTo(new Outcome(4, STATUS + "\n", "bothways: not in sync after 250ms\n"));
    assertThat(app.calls).containsExactly("await Photos 300000", "await Photos 250");
  }

  @Test
  void peopleGetTablesOnTheOutput() {
    assertThat(run("status").out()).contains("Här").contains("in sync").contains("relay.example");
    assertThat(run("devices").out()).contains("Ana's laptop").contains("relayed");
    assertThat(run("network").out()).contains("No direct address of the other device answered.");
    assertThat(run("folder", "list").out()).contains("Photos").contains("1 problem");
    assertThat(run("folder", "status", "Photos").out()).contains("a/b: It cannot be read.");
    assertThat(run("folder", "offers").out()).contains("o1").contains("4.0 KiB");
  }

  @Test
  void withoutANodeTheExitCodeIsThree() {
    server.close();
    for (String command : List.of("status", "devices", "network", "pair")) {
      Outcome outcome = run(command, "--json");
      assertThat(outcome.exit()).isEqualTo(3);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "folder",
        "folder nonsense",
        "folder add",
        "folder share Photos",
        "folder share Photos ana --mode sideways",
        "folder accept o1",
        "folder status Photos --wait tomorrow",
        "folder status Photos --timeout soon",
        "folder status Nothing",
        "devices policy ana fast",
        "devices rename ana",
        "status more",
        "status --what",
        "join",
        "join garbage",
        "join BOTHWAYS://PAIR/AAAA",
        "join x --image y",
        "join --image /does/not/exist.png",
        "pair --png /does/not/exist/x.png",
        "daemon --port 70000",
        "daemon --port many",
        "daemon --relay ftp://x",
        "daemon --relay http://127.0.0.1:1 --no-relay",
        "daemon --relay-token t",
        "daemon --relay http://127.0.0.1:1 --relay-cert /does/not/exist",
        "daemon --interface nosuch0",
        "daemon --name " + "n",
        "relay --bind nowhere",
        "relay --bind 127.0.0.1:70000",
        "relay --access nobody",
        "relay --access token:",
        "relay --access allow:xyz",
        "relay --tls-cert /a",
        "relay --config /does/not/exist.toml",
        "relay --stun 3478",
        "relay --metrics here",
        "relay --access http:nowhere",
        "demo --seconds -1",
        "demo --seconds x",
        "demo --files -1",
        "demo --files 100001",
        "demo --mib 4097",
        "demo --mib much"
      })
  void badInputIsOneLineAndExitTwoAndChangesNothing(String line) {
    String[] args = line.equals("daemon --name n") ? LONG_NAME : line.split(" ");
    Outcome outcome = run(args);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).startsWith("bothways: ").doesNotContain("Exception");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(app.calls).isEmpty();
    assertThat(home.settings()).doesNotExist();
  }

  private static final String[] LONG_NAME = {"daemon", "--name", "n".repeat(65)};

  @Test
  void helpNamesWhatThereIs() {
    String help = run("--help").out() + run("folder", "--help").out();
    assertThat(help).contains("daemon", "pair", "join", "relay", "demo", "offers", "accept");
    assertThat(help).contains("ignore", "versions", "conflicts", "explain", "mode", "doctor");
  }

  @Test
  void thePastOfALinkIsOneLineForScriptsAndATableForPeople() {
    var hour =
        new LinkHour(
            FakeApp.OTHER,
            Instant.parse("2026-11-21T10:00:00Z"),
            Duration.ofMinutes(30),
            Duration.ofMinutes(15),
            Duration.ofMinutes(15),
            2,
            new Traffic(1, 2, 3, 4));
    app.past = List.of(hour);
    assertThat(run("network", "history", "Ben", "--json").out())
        .hasLineCount(1)
        .contains("\"reliability\":0.75", "\"directMs\":1800000", "\"drops\":2")
        .contains("\"received\":{\"direct\":3,\"relay\":4}");
    assertThat(run("network", "history", "Ben").out())
        .contains("connected 75.0 %", "direct 50.0 %", "relayed 25.0 %", "lost 2 times")
        .contains("2026-11-21T10", "all");
    app.past = List.of();
    assertThat(run("network", "history", "Ben").out()).contains("nothing has been seen");
    assertThat(run("network", "history", "Ben", "--days", "31").exit()).isEqualTo(2);
  }

  @Test
  void watchingPrintsPathChangesAsLines() throws Exception {
    var printed = new java.io.ByteArrayOutputStream();
    var running = start(printed, "network", "watch", "--json");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (app.netListeners.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    var direct = new PathView(PathView.Kind.DIRECT, "127.0.0.1:9", Optional.empty());
    app.netListeners
        .getFirst()
        .accept(new NetEvent.PathChanged(FakeApp.OTHER, FakeApp.peer().path(), direct, Why.DIRECT));
    while (printed.size() == 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    server.close();
    Outcome outcome = running.get(10, TimeUnit.SECONDS);
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out())
        .matches("\\{\"ms\":[0-9]+,\"time\":\"[^\"]+Z\",\"event\":\"path\",.*\\}\n")
        .contains("\"path\":{\"kind\":\"direct\",\"address\":\"127.0.0.1:9\",\"rttMs\":null}")
        .contains("\"from\":{\"kind\":\"relay\"")
        .contains("\"why\":{\"code\":\"direct\"")
        .contains("\"step\":\"upgraded-to-direct\"");
  }

  @Test
  void withoutACommandTheWindowOfTheRunningNodeIsAskedFor() {
    Outcome outcome = run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("there is no window").hasLineCount(1);
  }
}
