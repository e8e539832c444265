package app.bothways.tests.storm;

import app.bothways.app.control.ControlClient;
import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Household;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Bothways: daemons that know each other over the loopback interface, every one shares with all.
 */
final class BothwaysSubject implements Subject {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> NAMES = List.of("ana", "ben", "cleo", "dora", "emil");

  private final Household household;
  private final List<Home> homes = new ArrayList<>();
  private final List<Path> folders;
  private final int firstPort;
  private String folder = "";

  private BothwaysSubject(Household household, List<Path> folders, int firstPort) {
    this.household = household;
    this.folders = folders;
    this.firstPort = firstPort;
  }

  /**
   * @param folders one directory for each device; they need not exist
   * @param firstPort of consecutive free UDP ports
   */
  static BothwaysSubject open(Household household, List<Path> folders, int firstPort)
      throws IOException {
    var subject = new BothwaysSubject(household, List.copyOf(folders), firstPort);
    for (int i = 0; i < folders.size(); i++) {
      Files.createDirectories(folders.get(i));
      subject.homes.add(subject.home(i).start());
    }
    subject.share();
    return subject;
  }

  /**
   * The same devices again, in another process: their homes, by {@link #homeAt}, and folders are
   * there.
   *
   * @param folder as {@link #folderId} told
   */
  static BothwaysSubject reopen(
      Household household, List<Path> folders, int firstPort, String folder) {
    var subject = new BothwaysSubject(household, List.copyOf(folders), firstPort);
    for (int i = 0; i < folders.size(); i++) {
      subject.homes.add(subject.home(i).start());
    }
    subject.folder = folder;
    return subject;
  }

  String folderId() {
    return folder;
  }

  /** To be called first: what this device knows will be there, which exists. */
  static void homeAt(Household household, int number, Path place) throws IOException {
    Files.createSymbolicLink(household.directory().resolve("home-" + NAMES.get(number)), place);
  }

  private Home home(int number) {
    return household.device(
        NAMES.get(number),
        "--interface",
        "lo",
        "--no-relay",
        "--no-lookup",
        "--port",
        String.valueOf(port(number)));
  }

  private void share() {
    for (int i = 0; i < homes.size(); i++) {
      for (int j = i + 1; j < homes.size(); j++) {
        Home a = homes.get(i);
        Home b = homes.get(j);
        a.pairWith(b);
        if (folder.isEmpty()) {
          folder = a.share(folders.get(i), b);
        } else {
          a.does("folder", "share", folder, b.name(), "--json");
        }
        b.accept(folder, folders.get(j));
      }
    }
  }

  /** Few old versions, so that they do not fill small disks. */
  void keepLittle() {
    homes.forEach(
        home -> home.does("folder", "keep", folder, "--versions", "1", "--max-bytes", "8000000"));
  }

  @Override
  public String name() {
    return "Bothways";
  }

  @Override
  public Path folder(int number) {
    return folders.get(number);
  }

  @Override
  public ProcessHandle process(int number) {
    return ProcessHandle.of(homes.get(number).daemon().pid()).orElseThrow();
  }

  @Override
  public int port(int number) {
    return firstPort + number;
  }

  @Override
  public void start(int number) {
    homes.get(number).start();
  }

  @Override
  public void kill(int number) {
    homes.get(number).daemon().kill();
  }

  @Override
  public List<String> settle(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    List<String> complaints;
    do {
      complaints = new ArrayList<>();
      for (Home home : homes) {
        complaints.addAll(settle(home));
      }
    } while (!complaints.isEmpty() && System.nanoTime() < end);
    return complaints;
  }

  /** By the control socket: to start a process for each question would take most of the time. */
  private List<String> settle(Home home) {
    var place = new app.bothways.app.home.Home(home.home());
    try (ControlClient client = ControlClient.connect(place).orElseThrow()) {
      ObjectNode question = ControlClient.params().put("folder", folder);
      JsonNode answer =
          client.call("folder.wait", question.deepCopy().put("timeoutMs", PATIENCE.toMillis()));
      JsonNode status = answer.path("status");
      boolean alone = false;
      for (JsonNode device : status.path("devices")) {
        alone |= !device.path("connected").asBoolean();
      }
      for (JsonNode error : status.path("errors")) {
        if (error.path("code").asText().startsWith("many-")) {
          client.call("folder.confirm", question);
        }
      }
      boolean content = answer.path("inSync").asBoolean() && !alone;
      return content ? List.of() : List.of(home.name() + ": " + status);
    } catch (ControlClient.CallException | NoSuchElementException notNow) {
      return List.of(home.name() + ": " + notNow);
    }
  }

  @Override
  public List<String> setAside() throws IOException {
    var found = new ArrayList<String>();
    for (Home home : homes) {
      try (var files = Files.walk(home.home().toRealPath(), 2)) {
        files
            .filter(file -> file.getFileName().toString().contains(".damaged-"))
            .forEach(file -> found.add("a database was made anew: " + file));
      }
    }
    return found;
  }

  @Override
  public boolean isOwn(String name) {
    return name.equals(".bothways");
  }

  @Override
  public void close() {
    household.killAll();
  }
}
