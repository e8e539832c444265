package app.bothways.tests.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Syncthing as Debian packages it, on the loopback interface only: no discovery, relays, mapping of
 * ports, reports or upgrades. Its defaults otherwise, but for changes to be noticed after one
 * second in place of ten, and all conflict copies to be kept.
 */
final class SyncthingSubject implements Subject {
  private static final String FOLDER = "shared";
  private static final String KEY = "storm";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final int firstPort;
  private final List<Path> folders;
  private final List<String> ids = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private SyncthingSubject(Path directory, List<Path> folders, int firstPort) {
    this.directory = directory;
    this.folders = folders;
    this.firstPort = firstPort;
  }

  static boolean isHere() {
    return Shell.run("syncthing", "--version");
  }

  /**
   * @param firstPort of consecutive free TCP ports, two for each device
   */
  static SyncthingSubject open(Path directory, List<Path> folders, int firstPort)
      throws IOException {
    var subject = new SyncthingSubject(directory, List.copyOf(folders), firstPort);
    for (int i = 0; i < folders.size(); i++) {
      Files.createDirectories(folders.get(i));
      subject.ids.add(subject.makeIdentity(i));
    }
    for (int i = 0; i < folders.size(); i++) {
      Files.writeString(subject.home(i).resolve("config.xml"), subject.config(i));
      subject.processes.add(subject.launch(i));
    }
    for (int i = 0; i < folders.size(); i++) {
      subject.awaitAnswer(i);
    }
    return subject;
  }

  private Path home(int number) {
    return directory.resolve("syncthing-" + number);
  }

  private String makeIdentity(int number) throws IOException {
    String home = home(number).toString();
    if (!Shell.run("syncthing", "generate", "--no-default-folder", "--home", home)) {
      throw new IOException("syncthing made no identity in " + home);
    }
    Process asked =
        new ProcessBuilder("syncthing", "serve", "--home", home, "--device-id")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(
            asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .strip();
  }

  private String config(int number) {
    var devices = new StringBuilder();
    var members = new StringBuilder();
    for (int i = 0; i < ids.size(); i++) {
      devices.append(
          """
          <device id="%s" name="d%d" compression="metadata"><address>tcp://127.0.0.1:%d</address></device>
          """
              .formatted(ids.get(i), i, port(i)));
      members.append("<device id=\"%s\"></device>".formatted(ids.get(i)));
    }
    return """
    <configuration version="36">
      <folder id="%s" label="shared" path="%s" type="sendreceive" rescanIntervalS="3600"
          fsWatcherEnabled="true" fsWatcherDelayS="1">%s<maxConflicts>-1</maxConflicts></folder>
      %s
      <gui enabled="true" tls="false"><address>127.0.0.1:%d</address><apikey>%s</apikey></gui>
      <options>
        <listenAddress>tcp://127.0.0.1:%d</listenAddress>
        <globalAnnounceEnabled>false</globalAnnounceEnabled>
        <localAnnounceEnabled>false</localAnnounceEnabled>
        <relaysEnabled>false</relaysEnabled>
        <natEnabled>false</natEnabled>
        <startBrowser>false</startBrowser>
        <urAccepted>-1</urAccepted>
        <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
        <crashReportingEnabled>false</crashReportingEnabled>
        <stunKeepaliveStartS>0</stunKeepaliveStartS>
        <reconnectionIntervalS>1</reconnectionIntervalS>
      </options>
    </configuration>
    """
        .formatted(FOLDER, folders.get(number), members, devices, gui(number), KEY, port(number));
  }

  private int gui(int number) {
    return firstPort + folders.size() + number;
  }

  private Process launch(int number) throws IOException {
    var builder =
        new ProcessBuilder(
            "syncthing",
            "serve",
            "--home",
            home(number).toString(),
            "--no-browser",
            "--no-restart");
    builder.environment().put("STNOUPGRADE", "1");
    // One process, not one that watches another: it is to be killed and suspended as a whole.
    builder.environment().put("STMONITORED", "yes");
    builder.environment().put("GOMAXPROCS", "2");
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve("log-" + number).toFile()));
    return builder.start();
  }

  private void awaitAnswer(int number) throws IOException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (System.nanoTime() < end) {
      try {
        get(number, "/rest/system/ping");
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(200_000_000L);
      }
    }
    throw new IOException("syncthing " + number + " does not answer; see " + directory);
  }

  private JsonNode get(int number, String path) throws IOException {
    return ask(number, path, HttpRequest.newBuilder().GET());
  }

  private void post(int number, String path) throws IOException {
    ask(number, path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()));
  }

  private JsonNode ask(int number, String path, HttpRequest.Builder request) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + gui(number) + path);
    try {
      var answer =
          http.send(
              request.uri(uri).header("X-API-Key", KEY).timeout(Duration.ofSeconds(60)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public String name() {
    return "Syncthing";
  }

  @Override
  public Path folder(int number) {
    return folders.get(number);
  }

  @Override
  public ProcessHandle process(int number) {
    return processes.get(number).toHandle();
  }

  @Override
  public int port(int number) {
    return firstPort + number;
  }

  @Override
  public void start(int number) throws IOException {
    processes.set(number, launch(number));
    awaitAnswer(number);
  }

  @Override
  public void kill(int number) {
    Process process = processes.get(number);
    process.destroyForcibly();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("syncthing outlived SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All have looked at their disks and, twice in a row, all are idle and need nothing. */
  @Override
  public List<String> settle(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    List<String> complaints = List.of();
    List<String> before = List.of();
    do {
      try {
        for (int i = 0; i < folders.size(); i++) {
          post(i, "/rest/db/scan?folder=" + FOLDER);
        }
        List<String> now = new ArrayList<>();
        complaints = complaints(now);
        if (complaints.isEmpty() && now.equals(before)) {
          return List.of();
        }
        before = now;
      } catch (IOException e) {
        complaints = List.of(e.toString());
      }
      LockSupport.parkNanos(1_500_000_000L);
    } while (System.nanoTime() < end);
    return complaints.isEmpty() ? List.of("never at rest") : complaints;
  }

  private List<String> complaints(List<String> sequences) throws IOException {
    var complaints = new ArrayList<String>();
    for (int i = 0; i < folders.size(); i++) {
      JsonNode status = get(i, "/rest/db/status?folder=" + FOLDER);
      sequences.add(status.path("sequence").asText());
      if (!status.path("state").asText().equals("idle")
          || status.path("needTotalItems").asInt() > 0) {
        complaints.add(i + ": " + status);
      }
      JsonNode links = get(i, "/rest/system/connections").path("connections");
      for (int j = 0; j < ids.size(); j++) {
        if (j != i && !links.path(ids.get(j)).path("connected").asBoolean()) {
          complaints.add(i + " is not connected with " + j);
        } else if (j != i) {
          String asked = "/rest/db/completion?folder=" + FOLDER + "&device=" + ids.get(j);
          if (get(i, asked).path("completion").asDouble() < 100) {
            complaints.add(i + ": " + j + " does not have all");
          }
        }
      }
    }
    return complaints;
  }

  @Override
  public boolean isOwn(String name) {
    return name.equals(".stfolder") || name.startsWith(".syncthing.");
  }

  @Override
  public void close() {
    for (int i = 0; i < processes.size(); i++) {
      if (processes.get(i).isAlive()) {
        kill(i);
      }
    }
  }
}
