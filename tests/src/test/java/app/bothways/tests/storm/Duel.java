package app.bothways.tests.storm;

import app.bothways.tests.harness.Household;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The same short stories of one file, played on Bothways and on Syncthing in turn, each seen from
 * outside only and judged by the {@link Explainer}. Arguments: minutes, and the first seed.
 */
public final class Duel {
  private static final int DEVICES = 3;
  private static final int FIRST_PORT = 43_410;
  private static final int PORTS_OF_EACH = 20;
  private static final Duration LONGEST_REST = Duration.ofMinutes(4);

  /** How a story ended. */
  private enum Verdict {
    EXPLAINED,
    LOST,
    /** Not beside the file, but among the old versions that the device keeps. */
    AMONG_VERSIONS,
    CAME_BACK,
    SURPRISING,
    NO_REST
  }

  private final Subject subject;
  private final Path desk;
  private final Map<Verdict, List<Long>> verdicts = new TreeMap<>();
  private final Map<String, Integer> values = new HashMap<>();
  private final List<Observation> seen = new ArrayList<>();
  private final Map<Integer, Held> held = new TreeMap<>();
  private boolean late;
  private String name = "";
  private int fresh;

  /** A program that has the file of a device open. */
  private record Held(FileChannel channel, int value) {}

  private Duel(Subject subject, Path desk) {
    this.subject = subject;
    this.desk = desk;
  }

  public static void main(String[] arguments) throws Exception {
    long end = System.nanoTime() + (long) (Double.parseDouble(arguments[0]) * 60e9);
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    Path directory = Files.createTempDirectory("duel").toRealPath();
    Path desk = Files.createDirectories(directory.resolve("desk"));
    System.out.println("duel: seeds from " + first + ", " + directory);
    try (Household household = Household.open();
        var ours =
            BothwaysSubject.open(household, folders(directory.resolve("bothways")), FIRST_PORT);
        var theirs =
            SyncthingSubject.open(
                Files.createDirectories(directory.resolve("homes")),
                folders(directory.resolve("syncthing")),
                FIRST_PORT + PORTS_OF_EACH)) {
      List<Duel> sides = List.of(new Duel(ours, desk), new Duel(theirs, desk));
      for (long seed = first; System.nanoTime() < end; seed++) {
        for (Duel side : sides) {
          side.play(seed);
        }
      }
      sides.forEach(Duel::report);
    }
  }

  private static List<Path> folders(Path directory) {
    return List.of(directory.resolve("0"), directory.resolve("1"), directory.resolve("2"));
  }

  private void report() {
    verdicts.forEach(
        (verdict, seeds) ->
            System.out.println(
                subject.name()
                    + ": "
                    + verdict
                    + " "
                    + seeds.size()
                    + (verdict == Verdict.EXPLAINED ? "" : " seeds " + seeds)));
  }

  // ---- a story -------------------------------------------------------------------------------

  private void play(long seed) throws IOException {
    var random = new Random(seed);
    name = "story-" + seed + "s";
    seen.clear();
    Set<Integer> frozen = new TreeSet<>();
    int rests = 1 + random.nextInt(2);
    Verdict verdict = Verdict.EXPLAINED;
    for (int rest = 0; rest < rests && verdict == Verdict.EXPLAINED; rest++) {
      int acts = 2 + random.nextInt(6);
      for (int i = 0; i < acts; i++) {
        act(random, frozen);
      }
      for (int device : List.copyOf(held.keySet())) {
        release(device);
      }
      frozen.forEach(device -> Shell.signal(subject.process(device), "CONT"));
      frozen.clear();
      verdict = rest();
    }
    verdicts.computeIfAbsent(verdict, _ -> new ArrayList<>()).add(seed);
    System.out.println(
        Instant.now()
            + " "
            + subject.name()
            + " seed "
            + seed
            + " "
            + verdict
            + (verdict == Verdict.EXPLAINED ? "" : " " + seen));
    tidy();
  }

  private void act(Random random, Set<Integer> frozen) throws IOException {
    int device = random.nextInt(DEVICES);
    long pause = random.nextInt(3) == 0 ? random.nextInt(4000) : random.nextInt(40);
    switch (random.nextInt(9)) {
      case 0, 1 -> seen.add(new Observation.Read(device, read(device)));
      case 2 -> delete(device);
      case 3 -> {
        boolean was = frozen.remove(device);
        Shell.signal(subject.process(device), was ? "CONT" : "STOP");
        if (!was) {
          frozen.add(device);
        }
      }
      case 4 -> {
        if (!frozen.contains(device) && random.nextInt(4) == 0) {
          subject.kill(device);
          subject.start(device);
        }
      }
      case 5 -> holdOrRelease(device);
      default -> write(device);
    }
    LockSupport.parkNanos(pause * 1_000_000L);
  }

  private Path at(int device) {
    return subject.folder(device).resolve(name + ".txt");
  }

  private int read(int device) throws IOException {
    try {
      return value(at(device));
    } catch (NoSuchFileException nothing) {
      return Observation.NOTHING;
    }
  }

  private int value(Path path) throws IOException {
    return valueOf(Files.readAllBytes(path));
  }

  /** Whoever replaces a file himself has closed it before. */
  private void closeHeld(int device) throws IOException {
    Held program = held.remove(device);
    if (program != null) {
      program.channel().close();
    }
  }

  private void write(int device) throws IOException {
    closeHeld(device);
    int now = ++fresh;
    byte[] bytes = Content.fresh(now * 7L + (subject.name().length() << 20), 200);
    values.put(Content.id(bytes), now);
    Path made = Files.write(desk.resolve("made"), bytes);
    while (true) {
      try {
        Renames.publish(made, at(device));
        seen.add(new Observation.Write(device, Observation.NOTHING, now));
        return;
      } catch (FileAlreadyExistsException stands) {
        try {
          Renames.exchange(made, at(device));
          seen.add(new Observation.Write(device, value(made), now));
          Files.delete(made);
          return;
        } catch (NoSuchFileException gone) {
          // The device took it away just now: it is a new file then.
        }
      }
    }
  }

  private void holdOrRelease(int device) throws IOException {
    if (held.containsKey(device)) {
      release(device);
      return;
    }
    try {
      FileChannel channel =
          FileChannel.open(at(device), StandardOpenOption.READ, StandardOpenOption.WRITE);
      held.put(device, new Held(channel, valueOf(all(channel))));
    } catch (NoSuchFileException nothing) {
      // There is nothing to open.
    }
  }

  private void release(int device) throws IOException {
    Held program = held.remove(device);
    try (FileChannel channel = program.channel()) {
      byte[] old = all(channel);
      int was = valueOf(old);
      int now = ++fresh;
      byte[] bytes = Content.appended(old, now * 7L + (subject.name().length() << 20));
      values.put(Content.id(bytes), now);
      channel.write(ByteBuffer.wrap(bytes, old.length, bytes.length - old.length), old.length);
      seen.add(new Observation.LateWrite(device, was, now));
      late = true;
    }
  }

  private static byte[] all(FileChannel channel) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    for (int n = 0; n >= 0 && all.hasRemaining(); ) {
      n = channel.read(all, all.position());
    }
    return all.array();
  }

  private int valueOf(byte[] bytes) {
    return values.getOrDefault(Content.id(bytes), -1);
  }

  private void delete(int device) throws IOException {
    closeHeld(device);
    Path away = desk.resolve("away");
    try {
      Renames.publish(at(device), away);
      seen.add(new Observation.Write(device, value(away), Observation.NOTHING));
      Files.delete(away);
    } catch (NoSuchFileException nothing) {
      // Nothing was there to delete.
    }
  }

  // ---- the end of it -------------------------------------------------------------------------

  private Verdict rest() throws IOException {
    if (late) {
      // For both: devices may look only now and then at what they have put aside.
      LockSupport.parkNanos(Duration.ofSeconds(12).toNanos());
      late = false;
    }
    if (!subject.settle(LONGEST_REST).isEmpty()) {
      return Verdict.NO_REST;
    }
    var here = new ArrayList<Integer>();
    var copies = new TreeSet<Integer>();
    for (int device = 0; device < DEVICES; device++) {
      here.add(read(device));
      copies.addAll(copies(device));
    }
    seen.add(new Observation.Rest(here, copies));
    if (Explainer.surprise(DEVICES, seen).isEmpty()) {
      return Verdict.EXPLAINED;
    }
    return judge(here, copies);
  }

  private Set<Integer> copies(int device) throws IOException {
    var copies = new TreeSet<Integer>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(subject.folder(device), name + "*")) {
      for (Path path : all) {
        if (!path.getFileName().toString().equals(name + ".txt")) {
          copies.add(value(path));
        }
      }
    }
    return copies;
  }

  /** What kind of surprise it is: by who had seen what he replaced. */
  private Verdict judge(List<Integer> here, Set<Integer> copies) throws IOException {
    var wanted = new TreeSet<Integer>();
    var replaced = new TreeSet<Integer>();
    for (Observation one : seen) {
      if (one instanceof Observation.Write(_, int old, int now)) {
        wanted.add(now);
        replaced.add(old);
      } else if (one instanceof Observation.LateWrite(_, int old, int now)) {
        wanted.add(now);
        replaced.add(old);
      }
    }
    wanted.removeAll(replaced);
    wanted.remove(Observation.NOTHING);
    wanted.removeAll(here);
    wanted.removeAll(copies);
    if (!wanted.isEmpty()) {
      return versions().containsAll(wanted) ? Verdict.AMONG_VERSIONS : Verdict.LOST;
    }
    var back = new TreeSet<>(here);
    back.remove(Observation.NOTHING);
    back.retainAll(replaced);
    return back.isEmpty() ? Verdict.SURPRISING : Verdict.CAME_BACK;
  }

  private Set<Integer> versions() throws IOException {
    var versions = new TreeSet<Integer>();
    for (int device = 0; device < DEVICES; device++) {
      Path own = subject.folder(device).resolve(".bothways/versions");
      if (Files.isDirectory(own)) {
        Pictures.of(own, _ -> false).contents().values().forEach(b -> versions.add(valueOf(b)));
      }
    }
    return versions;
  }

  /** The next story begins with an empty folder. */
  private void tidy() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(subject.folder(0), name + "*")) {
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    }
  }
}
