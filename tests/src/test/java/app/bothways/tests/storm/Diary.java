package app.bothways.tests.storm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one person did, in a file that outlives the machine: each act before it is begun and after
 * it is on the disk, and when all was at rest. Only one person touches a path, so what may be there
 * follows. Where the power went, a device may have told others what it then had no more: what was
 * done since the last rest may be as it was before, but no content is lost that somebody had
 * brought to the disk (docs/decisions/0016).
 */
final class Diary {
  private static final String GONE = "-";

  private final Path file;
  private final Map<String, String> now = new TreeMap<>();

  /** By path: what was begun, and not done for all that is known. */
  private final Map<String, Set<String>> begun = new HashMap<>();

  /** By path: what was there at the last rest, and since. */
  private final Map<String, Set<String>> since = new HashMap<>();

  private final Set<String> leaving = new HashSet<>();
  private final Set<String> ever = new HashSet<>();
  private boolean powerWent;
  private long number;

  Diary(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      String text = Files.readString(file);
      text.lines().forEach(this::learn);
      if (!text.endsWith("\n")) {
        Files.writeString(file, "\n", StandardOpenOption.APPEND);
      }
      powerWent = true;
    }
  }

  private void learn(String line) {
    List<String> words = List.of(line.split(" "));
    if (words.size() < 3) {
      // The machine ended within the line, so before the act.
      return;
    }
    number++;
    String path = words.get(1);
    String content = words.get(2);
    switch (words.getFirst()) {
      case "begin" -> begins(path, content);
      case "leave" -> {
        leaving.add(path);
        begins(path, content);
      }
      case "done" -> {
        leaving.remove(path);
        begun.remove(path);
        now.put(path, content);
      }
      case "rest" -> since.clear();
      default -> throw new IllegalStateException(line);
    }
  }

  private void begins(String path, String content) {
    ever.add(content);
    begun.computeIfAbsent(path, _ -> new HashSet<>()).add(content);
    Set<String> states = since.computeIfAbsent(path, _ -> new HashSet<>());
    states.add(now.getOrDefault(path, GONE));
    states.add(content);
  }

  /** A number that no act had. */
  long number() {
    return number;
  }

  /** On the disk when it returns. */
  private void write(String word, String path, String content) throws IOException {
    String line = word + " " + path + " " + content + "\n";
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    }
    learn(line.strip());
  }

  void beginWriting(String path, byte[] content) throws IOException {
    write("begin", path, Content.id(content));
  }

  void wrote(String path, byte[] content) throws IOException {
    write("done", path, Content.id(content));
  }

  /** What is there goes to another path, at which writing it has begun. */
  void beginLeaving(String path) throws IOException {
    write("leave", path, GONE);
  }

  void beginDeleting(String path) throws IOException {
    write("begin", path, GONE);
  }

  void deleted(String path) throws IOException {
    write("done", path, GONE);
  }

  /** Paths at which there is something for certain. */
  List<String> there() {
    return now.entrySet().stream()
        .filter(e -> !e.getValue().equals(GONE) && !begun.containsKey(e.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether somebody wrote, or began to write, exactly this. */
  boolean knows(String content) {
    return ever.contains(content);
  }

  /**
   * What is not as it may be. When there is nothing, all is at rest, and what is there counts.
   *
   * @param found content by path
   */
  List<String> faults(Map<String, String> found) throws IOException {
    var faults = new ArrayList<String>();
    var paths = new TreeSet<>(now.keySet());
    paths.addAll(begun.keySet());
    for (String path : paths) {
      String is = found.getOrDefault(path, GONE);
      if (!mayBe(path).contains(is)) {
        faults.add(path + " is " + is + " and was one of " + mayBe(path));
      } else if (isLost(path, is, found)) {
        faults.add(path + " is " + is + ", and " + now.get(path) + " is nowhere");
      }
    }
    if (faults.isEmpty()) {
      for (String path : paths) {
        String is = found.getOrDefault(path, GONE);
        if (begun.containsKey(path) || !is.equals(now.getOrDefault(path, GONE))) {
          write("done", path, is);
        }
      }
      write("rest", "-", "-");
      powerWent = false;
    }
    return faults;
  }

  private Set<String> mayBe(String path) {
    var states = new HashSet<>(begun.getOrDefault(path, Set.of()));
    states.add(now.getOrDefault(path, GONE));
    if (powerWent) {
      states.addAll(since.getOrDefault(path, Set.of()));
    }
    return states;
  }

  /** Whether what was last brought to the disk is gone without an act that took it away. */
  private boolean isLost(String path, String is, Map<String, String> found) {
    String last = now.getOrDefault(path, GONE);
    boolean taken = begun.getOrDefault(path, Set.of()).contains(is) && !leaving.contains(path);
    return !last.equals(GONE) && !taken && !found.containsValue(last);
  }
}
