package app.bothways.tests.storm;

import app.bothways.tests.harness.Household;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One life of a machine with three devices whose power may go at any moment: looks whether all that
 * people brought to their disks in earlier lives is there, and nothing else, and then goes on. What
 * ends and starts the machine is {@code tests/kernel/powercuts}. Arguments: a directory with the
 * mounted disks 0, 1 and 2, one that outlives the machine, a seed, and how many seconds to live.
 * Prints {@code fault} and exits with 1 at the first fault.
 */
public final class PowerCuts {
  private static final int DEVICES = 3;
  private static final int FIRST_PORT = 43_310;
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);
  private static final int NAMES = 40;
  private static final int LARGEST = 200_000;

  private final Path disks;
  private final Path outside;
  private final Random random;
  private final List<Diary> diaries = new ArrayList<>();
  private BothwaysSubject subject;

  private PowerCuts(Path disks, Path outside, long seed) throws IOException {
    this.disks = disks;
    this.outside = outside;
    random = new Random(seed);
    for (int i = 0; i < DEVICES; i++) {
      diaries.add(new Diary(outside.resolve("diary-" + i)));
    }
  }

  public static void main(String[] arguments) throws Exception {
    var life =
        new PowerCuts(Path.of(arguments[0]), Path.of(arguments[1]), Long.parseLong(arguments[2]));
    long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(arguments[3])).toNanos();
    try (Household household = Household.open()) {
      life.open(household);
      List<String> faults = life.rest();
      while (faults.isEmpty() && System.nanoTime() < end) {
        life.acts();
        faults = life.rest();
      }
      faults.forEach(fault -> System.out.println("fault: " + fault));
      System.exit(faults.isEmpty() ? 0 : 1);
    }
  }

  private Path folder(int device) {
    return disks.resolve(String.valueOf(device)).resolve("folder");
  }

  private void open(Household household) throws IOException {
    var folders = new ArrayList<Path>();
    for (int i = 0; i < DEVICES; i++) {
      folders.add(folder(i));
      Path home = disks.resolve(String.valueOf(i)).resolve("home");
      BothwaysSubject.homeAt(household, i, Files.createDirectories(home));
    }
    Path id = outside.resolve("folder");
    if (Files.exists(id)) {
      subject = BothwaysSubject.reopen(household, folders, FIRST_PORT, Files.readString(id));
      return;
    }
    subject = BothwaysSubject.open(household, folders, FIRST_PORT);
    // Nobody promises to survive a cut in the middle of pairing three devices.
    new ProcessBuilder("sync").inheritIO().start().onExit().join();
    replace(id, subject.folderId().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  // ---- what people do ------------------------------------------------------------------------

  private void acts() throws IOException {
    int count = 5 + random.nextInt(60);
    long pause = random.nextInt(3) == 0 ? 200_000_000L : 20_000_000L;
    for (int i = 0; i < count; i++) {
      int device = random.nextInt(DEVICES);
      act(device, diaries.get(device));
      LockSupport.parkNanos((long) (random.nextDouble() * pause));
    }
  }

  private void act(int device, Diary diary) throws IOException {
    List<String> there = diary.there();
    String path = "%d-%d/%d".formatted(device, random.nextInt(3), random.nextInt(NAMES));
    int kind = random.nextInt(6);
    if (kind == 0 && !there.isEmpty()) {
      delete(device, diary, there.get(random.nextInt(there.size())));
    } else if (kind == 1 && !there.isEmpty()) {
      rename(device, diary, there.get(random.nextInt(there.size())), path);
    } else {
      long number = (device + 1) * 1_000_000_000L + diary.number();
      int size = random.nextInt(3) == 0 ? random.nextInt(LARGEST) : random.nextInt(3_000);
      save(device, diary, path, Content.fresh(number, size));
    }
  }

  /** As careful programs do: beside it, on the disk, and renamed over it. */
  private void save(int device, Diary diary, String path, byte[] content) throws IOException {
    Path place = folder(device).resolve(path);
    makeDirectory(place.getParent());
    diary.beginWriting(path, content);
    replace(place, content);
    diary.wrote(path, content);
  }

  private void delete(int device, Diary diary, String path) throws IOException {
    Path place = folder(device).resolve(path);
    diary.beginDeleting(path);
    Files.deleteIfExists(place);
    force(place.getParent());
    diary.deleted(path);
  }

  private void rename(int device, Diary diary, String from, String to) throws IOException {
    Path old = folder(device).resolve(from);
    Path place = folder(device).resolve(to);
    if (from.equals(to) || !Files.exists(old)) {
      return;
    }
    byte[] content = Files.readAllBytes(old);
    makeDirectory(place.getParent());
    diary.beginWriting(to, content);
    diary.beginLeaving(from);
    Files.move(old, place, StandardCopyOption.REPLACE_EXISTING);
    force(place.getParent());
    force(old.getParent());
    diary.deleted(from);
    diary.wrote(to, content);
  }

  private static void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      force(directory.getParent());
    }
  }

  private static void replace(Path place, byte[] content) throws IOException {
    Path beside = place.resolveSibling(place.getFileName() + ".tmp");
    try (FileChannel out =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(content));
      out.force(true);
    }
    Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
    force(place.getParent());
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel in = FileChannel.open(directory)) {
      in.force(true);
    }
  }

  // ---- what has to be so ---------------------------------------------------------------------

  private List<String> rest() throws IOException {
    long end = System.nanoTime() + LONGEST_REST.toNanos();
    List<String> faults;
    do {
      faults = new ArrayList<>(subject.settle(Duration.ofNanos(end - System.nanoTime())));
      faults.addAll(differences());
    } while (!faults.isEmpty() && System.nanoTime() < end);
    faults.addAll(subject.setAside());
    if (!faults.isEmpty()) {
      return faults;
    }
    Map<String, String> found = contents(0);
    for (Diary diary : diaries) {
      faults.addAll(diary.faults(found));
    }
    long strange = found.values().stream().filter(c -> !isKnown(c)).count();
    if (strange > 0) {
      faults.add(strange + " contents that nobody wrote: " + found);
    }
    System.out.println("rest: " + found.size() + " files, " + extra(found) + " kept besides");
    return faults;
  }

  private boolean isKnown(String content) {
    return diaries.stream().anyMatch(diary -> diary.knows(content));
  }

  private long extra(Map<String, String> found) {
    return found.keySet().stream()
        .filter(path -> diaries.stream().noneMatch(d -> d.there().contains(path)))
        .count();
  }

  private List<String> differences() throws IOException {
    Map<String, String> first = contents(0);
    var differences = new ArrayList<String>();
    for (int i = 1; i < DEVICES; i++) {
      Map<String, String> other = contents(i);
      if (!other.equals(first)) {
        var only = new TreeMap<>(other);
        only.entrySet().removeAll(first.entrySet());
        differences.add(i + " is not as 0: " + only);
      }
    }
    return differences;
  }

  /** Of what a person had under way when the power went, nothing is asked. */
  private Map<String, String> contents(int device) throws IOException {
    var contents = new TreeMap<String, String>();
    Path root = folder(device);
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.startsWith(".bothways") && !path.endsWith(".tmp")) {
          contents.put(path, Content.id(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }
}
