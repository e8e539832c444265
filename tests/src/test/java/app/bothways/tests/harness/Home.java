package app.bothways.tests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One device: a home directory, its daemon while it runs, and the command line of that home. */
public final class Home {
  private static final Duration COMMAND = Duration.ofSeconds(60);
  private static final Duration START =
      Duration.ofMinutes(Math.max(3, Integer.getInteger("bothways.minutes", 3)));

  private final Household household;
  private final Command command;
  private final String name;
  private final List<String> options;
  private final Path home;
  private Running daemon;
  private JsonNode ready;

  Home(Household household, Command command, String name, List<String> options) {
    this.household = household;
    this.command = command;
    this.name = name;
    this.options = options;
    this.home = household.directory().resolve("home-" + name);
  }

  public String name() {
    return name;
  }

  public Path home() {
    return home;
  }

  /** Where this device keeps the shared folder in most tests. */
  public Path folder() {
    return household.directory().resolve("folder-" + name);
  }

  /** Starts the daemon and waits until it is ready. */
  public Home start() {
    var arguments = new ArrayList<>(List.of("--home", home.toString(), "daemon", "--json"));
    arguments.addAll(List.of("--name", name));
    arguments.addAll(options);
    daemon = household.start(command, arguments);
    ready = daemon.event("ready", START);
    return this;
  }

  public Running daemon() {
    return daemon;
  }

  public String nodeId() {
    return ready.path("nodeId").asText();
  }

  public Answer stop() {
    return daemon.terminate();
  }

  /** The command line for this home, started and not waited for. */
  public Running begin(String... arguments) {
    return household.start(command, line(arguments));
  }

  /** The command line for this home, whatever it answers. */
  public Answer ask(String... arguments) {
    return household.run(command, COMMAND, line(arguments));
  }

  /** The command line for this home; anything but exit 0 fails the test. */
  public Answer does(String... arguments) {
    return ask(arguments).mustBe(0);
  }

  private List<String> line(String... arguments) {
    var line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  /** Pairs with {@code other} by link, both confirming unasked. Returns the joiner's race row. */
  public JsonNode pairWith(Home other) {
    Running showing = begin("pair", "--json", "--yes");
    String link = showing.event("code", START).path("link").asText();
    Running joining = other.begin("join", link, "--json", "--yes");
    JsonNode race = joining.event("race", START);
    joining.event("paired", START);
    showing.event("paired", START);
    joining.await(COMMAND).mustBe(0);
    showing.await(COMMAND).mustBe(0);
    return race;
  }

  /** Adds this device's {@link #folder} and shares it; returns the folder's id. */
  public String share(Path directory, Home other) {
    String folder =
        does("folder", "add", directory.toString(), "--name", "Shared", "--json")
            .row()
            .path("folder")
            .asText();
    does("folder", "share", folder, other.name(), "--json");
    return folder;
  }

  /** Waits for the offer of {@code folder} and accepts it into {@code directory}. */
  public void accept(String folder, Path directory) {
    JsonNode offer =
        poll(
            () ->
                does("folder", "offers", "--json").rows().stream()
                    .filter(row -> row.path("folder").asText().equals(folder))
                    .findFirst()
                    .orElse(null),
            "an offer of folder " + folder + " at " + name);
    does("folder", "accept", offer.path("offer").asText(), directory.toString(), "--json");
  }

  /** Waits until the disk has been scanned and every connected device agrees. */
  public JsonNode inSync(String folder, Duration timeout) {
    var line =
        line(
            "folder",
            "status",
            folder,
            "--json",
            "--wait",
            "in-sync",
            "--timeout",
            timeout.toSeconds() + "s");
    Answer answer = household.run(command, timeout.plus(COMMAND), line).mustBe(0);
    return Json.read(answer.out().getLast());
  }

  /** How this device sees the link to {@code other}. */
  public JsonNode peer(Home other) {
    for (JsonNode peer : does("network", "--json").row().path("peers")) {
      if (peer.path("nodeId").asText().equals(other.nodeId())) {
        return peer;
      }
    }
    throw new AssertionError(name + " does not list " + other.name());
  }

  /** Waits until the link to {@code other} satisfies {@code wanted}. */
  public JsonNode awaitPeer(Home other, Predicate<JsonNode> wanted, String description) {
    var last = new java.util.concurrent.atomic.AtomicReference<JsonNode>();
    return poll(
        () -> {
          last.set(peer(other));
          return wanted.test(last.get()) ? last.get() : null;
        },
        () -> description + " at " + name + ", which says " + last.get());
  }

  /** Waits until the relay at {@code url} is in {@code state}. */
  public JsonNode awaitRelay(String url, String state) {
    return poll(
        () -> {
          for (JsonNode relay : does("network", "--json").row().path("relays")) {
            if (relay.path("url").asText().equals(url)
                && relay.path("state").asText().equals(state)) {
              return relay;
            }
          }
          return null;
        },
        url + " as " + state + " at " + name);
  }

  /** Asks again until there is an answer; each question is a process, which is pause enough. */
  private static JsonNode poll(Supplier<JsonNode> question, String wanted) {
    return poll(question, () -> wanted);
  }

  private static JsonNode poll(Supplier<JsonNode> question, Supplier<String> wanted) {
    long end = System.nanoTime() + COMMAND.toNanos();
    do {
      JsonNode answer = question.get();
      if (answer != null) {
        return answer;
      }
    } while (System.nanoTime() < end);
    throw new AssertionError("waited in vain for " + wanted.get());
  }
}
