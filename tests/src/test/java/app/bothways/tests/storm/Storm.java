package app.bothways.tests.storm;

import app.bothways.tests.harness.Household;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Three daemons on real disks, in rounds: a storm of acts and accidents, then all is made good and
 * must come to rest with nothing lost, invented, come back or different, and no database made anew.
 * Arguments: minutes, and a seed. Exit 1 at the first fault, with the story and all files kept.
 */
public final class Storm {
  private static final int DEVICES = 3;
  private static final int FIRST_PORT = 43_210;
  private static final Duration LONGEST_REST =
      Duration.ofMinutes(Integer.getInteger("bothways.minutes", 6));
  private static final long LONGEST_HELD_NANOS = Duration.ofSeconds(25).toNanos();

  private final Random random;
  private final Path directory;
  private final Ledger ledger = new Ledger();
  private final List<Person> people = new ArrayList<>();
  private final List<Acts> acts = new ArrayList<>();
  private final List<Path> ballast = new ArrayList<>();
  private Subject subject;
  private Runnable tidying = () -> {};
  private Accidents accidents;
  private int rounds;
  private int stale;
  private int doubles;

  /** By device: whether its disk is one of {@link Volumes#POOR}. */
  private final List<Boolean> poor = new ArrayList<>();

  private Storm(long seed) throws IOException {
    random = new Random(seed);
    directory = Files.createTempDirectory("storm").toRealPath();
  }

  public static void main(String[] arguments) throws Exception {
    double minutes = Double.parseDouble(arguments[0]);
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    var storm = new Storm(seed);
    System.out.println("storm: seed " + seed + ", " + storm.directory);
    long end = System.nanoTime() + (long) (minutes * 60e9);
    List<String> faults = storm.run(end);
    System.out.println(storm.figures());
    faults.forEach(System.out::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private String figures() {
    return "storm: %d rounds, %d acts, %d contents, accidents %s, %d kept though unwanted, %d twice"
        .formatted(rounds, ledger.acts(), ledger.contents(), accidents.counts(), stale, doubles);
  }

  private List<String> run(long end) throws IOException {
    Household household = Household.open();
    try (Volumes volumes = new Volumes(directory)) {
      open(household, volumes);
      List<String> faults = List.of();
      while (faults.isEmpty() && System.nanoTime() < end) {
        storm();
        faults = rest();
        rounds++;
        System.out.println(Instant.now() + " " + figures());
      }
      if (faults.isEmpty()) {
        household.close();
      } else {
        household.killAll();
        keep(household);
      }
      return faults;
    } finally {
      household.killAll();
    }
  }

  /** What a mount holds would vanish with it. */
  private void keep(Household household) throws IOException {
    System.out.println("storm: homes are kept in " + household.directory());
    for (int i = 0; i < DEVICES; i++) {
      Shell.run(
          "cp", "-a", subject.folder(i).toString(), directory.resolve("kept-" + i).toString());
      Path home = subject.folder(i).resolveSibling("home");
      Shell.run("cp", "-a", home.toString(), directory.resolve("kept-home-" + i).toString());
    }
  }

  private void open(Household household, Volumes volumes) throws IOException {
    List<String> kinds =
        List.of(System.getProperty("bothways.storm.disks", "plain,tmpfs,ext4").split(","));
    var folders = new ArrayList<Path>();
    for (int i = 0; i < DEVICES; i++) {
      String kind = kinds.get(i % kinds.size());
      Path disk = volumes.make(String.valueOf(i), kind, 96).orElse(directory.resolve("disk-" + i));
      boolean small =
          !kind.equals("plain") && !Files.getFileStore(disk).equals(Files.getFileStore(directory));
      System.out.println("storm: device " + i + " on " + (small ? kind : "plain"));
      poor.add(small && Volumes.POOR.contains(kind));
      ballast.add(small ? disk.resolve("ballast") : Path.of(""));
      folders.add(disk.resolve("folder"));
      Path desk = Files.createDirectories(disk.resolve("desk"));
      people.add(new Person("device " + i, folders.get(i), desk, ledger));
      acts.add(new Acts(folders.get(i), people.get(i), ledger));
      if (small && !poor.get(i)) {
        // As with most people: what fills the folder's disk fills the program's own.
        BothwaysSubject.homeAt(household, i, Files.createDirectory(disk.resolve("home")));
      }
    }
    var bothways = BothwaysSubject.open(household, folders, FIRST_PORT);
    tidying = bothways::keepLittle;
    subject = bothways;
    accidents = new Accidents(subject, ballast);
    System.out.println("storm: links can " + (accidents.canCut() ? "" : "not ") + "be cut");
  }

  // ---- a round -------------------------------------------------------------------------------

  private void storm() throws IOException {
    int count = 20 + random.nextInt(120);
    long pause = random.nextInt(4) == 0 ? 200_000_000L : 20_000_000L;
    int rarity = 5 + random.nextInt(15);
    Set<Acts.Kind> some = some(EnumSet.allOf(Acts.Kind.class));
    some.add(Acts.Kind.SAVE);
    if (poor.contains(true)) {
      some.removeAll(Set.of(Acts.Kind.LINK, Acts.Kind.EXECUTABLE));
    }
    acts.forEach(a -> a.only(some));
    var bad = List.copyOf(some(EnumSet.allOf(Accidents.Kind.class)));
    tell("round " + rounds + ": " + count + " acts of " + some + ", accidents of " + bad);
    // Told anew, the devices clear old versions away within ten seconds, else once in an hour.
    tidying.run();
    for (int i = 0; i < count; i++) {
      int device = random.nextInt(DEVICES);
      tell(device + ": " + acts.get(device).next(random));
      releaseWhatIsOld();
      if (!bad.isEmpty() && random.nextInt(rarity) == 0) {
        tell(accidents.next(bad.get(random.nextInt(bad.size())), random));
      }
      LockSupport.parkNanos((long) (random.nextDouble() * pause));
    }
  }

  /** About two thirds. */
  private <E extends Enum<E>> Set<E> some(EnumSet<E> all) {
    all.removeIf(_ -> random.nextInt(3) == 0);
    return all;
  }

  /** A device watches what it took out of the tree for a minute. */
  private void releaseWhatIsOld() {
    for (Person person : people) {
      if (person.heldFor() > LONGEST_HELD_NANOS) {
        release(person);
      }
    }
  }

  private void release(Person person) {
    try {
      ledger.nextAct();
      person.release();
    } catch (IOException full) {
      tell("a held file could not be written: " + full);
    }
  }

  private List<String> rest() throws IOException {
    for (Person person : people) {
      while (person.heldFor() > 0) {
        release(person);
      }
    }
    accidents.mend().forEach(this::tell);
    List<String> faults = new ArrayList<>();
    long end = System.nanoTime() + LONGEST_REST.toNanos();
    do {
      faults.clear();
      faults.addAll(subject.settle(Duration.ofNanos(end - System.nanoTime())));
      faults.addAll(differences());
    } while (!faults.isEmpty() && System.nanoTime() < end);
    for (Person person : people) {
      person.emptyBin();
    }
    if (faults.isEmpty()) {
      faults.addAll(ledger.faults(picture(0).contents()));
    }
    if (!faults.isEmpty()) {
      faults = new ArrayList<>(secondLook(end));
    }
    if (faults.isEmpty()) {
      bury();
    }
    faults.addAll(subject.setAside());
    faults.forEach(this::tell);
    tell("at rest with " + faults.size() + " faults");
    return List.copyOf(faults);
  }

  /**
   * What a program writes to a file that a device has just taken away is found within ten seconds,
   * which is no part of being in sync.
   */
  private List<String> secondLook(long end) throws IOException {
    tell("a second look in a quarter of a minute");
    LockSupport.parkNanos(Duration.ofSeconds(15).toNanos());
    var faults = new ArrayList<>(subject.settle(Duration.ofNanos(end - System.nanoTime())));
    faults.addAll(differences());
    for (int i = 0; i < DEVICES; i++) {
      ledger.kept(Pictures.of(subject.folder(i).resolve(".bothways"), _ -> false).ids().values());
    }
    faults.addAll(ledger.faults(picture(0).contents()));
    return faults;
  }

  private void bury() throws IOException {
    var ids = picture(0).ids();
    stale += ledger.stale(ids.values()).size();
    doubles += ledger.doubles(ids).size();
    ledger
        .stale(ids.values())
        .forEach(id -> tell("kept though unwanted: " + id + ledger.origin(id)));
    ledger.doubles(ids).forEach((id, paths) -> tell("twice: " + id + " " + paths));
    ledger.bury(ids.values());
  }

  private List<String> differences() throws IOException {
    var faults = new ArrayList<String>();
    Pictures first = picture(0);
    for (int i = 1; i < DEVICES; i++) {
      boolean asPoor = poor.get(0) || poor.get(i);
      var there = asPoor ? first.poor().things() : first.things();
      var here = asPoor ? picture(i).poor().things() : picture(i).things();
      var all = new TreeSet<>(there.keySet());
      all.addAll(here.keySet());
      for (String path : all) {
        String a = there.getOrDefault(path, "nothing");
        String b = here.getOrDefault(path, "nothing");
        if (!a.equals(b)) {
          faults.add("I1 different: %s is %s at 0 and %s at %d".formatted(path, a, b, i));
        }
      }
    }
    if (poor.contains(true) && !poor.get(0)) {
      first.things().entrySet().stream()
          .filter(thing -> thing.getValue().contains(Pictures.EXECUTABLE))
          .forEach(thing -> faults.add("nobody made it so: " + thing));
    }
    return faults;
  }

  private Pictures picture(int device) throws IOException {
    return Pictures.of(subject.folder(device), subject::isOwn);
  }

  private void tell(String what) {
    if (what.isEmpty()) {
      return;
    }
    try {
      Files.writeString(
          directory.resolve("story"),
          Instant.now() + " " + what + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
