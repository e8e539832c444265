package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.ignore.RuleReader;
import app.bothways.sync.ignore.Style;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One device of the simulated cluster: machine, index, disk, and what is still to be done. */
final class SimDevice {
  private static final int COPIES_KEPT = 6;

  final int number;
  final NodeId id;
  final String label;
  SimDisk disk;
  MemoryIndex index;
  MemoryIndex durable;
  FolderMachine machine;

  /** Copies of the database that somebody made, to be put back one day. */
  final List<MemoryIndex> copies = new ArrayList<>();

  /** What is known, outside of the database, to be durable in it. */
  record Seal(long actor, long seq) {}

  Seal seal;

  /** Answers that have not been given yet, and come one after the other. */
  final Deque<Runnable> tasks = new ArrayDeque<>();

  /** Answers that come in any order. */
  final List<Runnable> loose = new ArrayList<>();

  /** When the power came back, in change times, where it failed and nobody was told. */
  private Optional<Long> powerFailed = Optional.empty();

  private Optional<FolderMachine> toldOfFailure = Optional.empty();

  private final List<Runnable> copying = new ArrayList<>();
  int mostCopies;

  long wakeAt = Long.MAX_VALUE;
  long inSync;
  int conflicts;
  int reopened;
  int fetched;
  int applies;

  /** How far this device's clock is off. */
  long skew;

  private FolderMode mode = FolderMode.TWO_WAY;
  private String ignored = "";
  private Optional<IgnoreRules> told = Optional.empty();

  private final Sim sim;
  private final Random ids;

  SimDevice(Sim sim, int number) {
    this.sim = sim;
    this.number = number;
    ids = new Random(sim.scenario().seed() * 31 + number);
    var bytes = new byte[32];
    bytes[0] = (byte) (number + 1);
    id = NodeId.of(bytes);
    label = "dev" + number;
    skew = number == 0 ? 0 : ids.nextLong(-31_000_000_000L, 31_000_000_000L);
    disk(ids.nextInt(6) == 0 ? DiskKind.FAT : DiskKind.FINE);
  }

  /** An empty disk of this kind; to be called before anything happens. */
  final void disk(DiskKind kind) {
    disk = new SimDisk(kind, this::deleted);
  }

  private void deleted(RelPath path, String text) {
    boolean elsewhere =
        sim.devices.stream()
            .flatMap(d -> d.disk.tree.entrySet().stream())
            .anyMatch(e -> e.getValue().text().equals(text) && !e.getKey().equals(path));
    if (sim.isWatched() && !elsewhere) {
      sim.oracle.deletedByEngine(path, text);
    }
  }

  /** A machine on a new database, or on {@link #index}; nothing is under way. */
  void machine(Sim.Opening how) {
    // As recovery does before anything is looked at.
    disk.synced();
    if (how == Sim.Opening.NEW) {
      reopened += index == null ? 0 : 1;
      index = new MemoryIndex(ids.nextLong() | 1, label);
      seal = new Seal(index.actor(), 0);
    }
    index.begin(ids.nextLong() | 1);
    durable = index.copy();
    tasks.clear();
    loose.clear();
    wakeAt = Long.MAX_VALUE;
    begin();
  }

  private void begin() {
    machine = sim.scenario().careful() ? careful() : new FolderMachine(index);
    told = Optional.empty();
    give(new Event.Mode(mode));
  }

  /** A person sets which way changes go. */
  void mode(FolderMode now) {
    mode = now;
    give(new Event.Mode(now));
  }

  /** A person writes the ignore file; it is read at the next scan. */
  void ignore(String lines) {
    ignored = lines;
    give(new Event.LookAt(java.util.Set.of()));
  }

  private void readRules() {
    try {
      IgnoreRules rules =
          RuleReader.read(
                  file ->
                      file.toString().equals(IgnoreRules.OWN)
                          ? Optional.of(ignored)
                          : Optional.empty(),
                  Style.LINUX)
              .rules();
      disk.rules = rules;
      if (!Optional.of(rules).equals(told)) {
        told = Optional.of(rules);
        give(new Event.Rules(rules, List.of()));
      }
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks a person soon. */
  private FolderMachine careful() {
    return new FolderMachine(index, new Breaker(1, 20), new Breaker(1, 30));
  }

  /** The next machine is told, and those after it until one has looked at the whole disk. */
  void powerFails() {
    powerFailed = Optional.of(disk.changesSoFar());
    toldOfFailure = Optional.empty();
  }

  void open() {
    give(
        new Event.Shared(
            sim.devices.stream()
                .filter(d -> sim.knows(this, d))
                .map(d -> d.id)
                .collect(Collectors.toSet())));
    toldOfFailure = Optional.of(machine);
    powerFailed.ifPresent(nanos -> give(new Event.PowerFailed(nanos)));
    give(new Event.Opened());
  }

  void give(Event event) {
    sim.trace(label, "<", event);
    for (Effect effect : machine.on(event, sim.now + skew)) {
      sim.trace(label, ">", effect);
      perform(effect);
    }
    if (machine.knowsItsDisk() && toldOfFailure.equals(Optional.of(machine))) {
      powerFailed = Optional.empty();
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Scan scan -> tasks.add(() -> scan(scan));
      case Effect.Send send -> sim.send(this, send.device(), send.message());
      case Effect.Fetch fetch -> fetch.wants().forEach(w -> loose.add(() -> fetch(w)));
      case Effect.Copy copy -> copy(copy);
      case Effect.Apply apply -> apply(apply.steps());
      case Effect.Checkpoint _ -> checkpoint();
      case Effect.Wake wake -> wakeAt = sim.now + wake.afterMillis();
      case Effect.Received _ -> {}
      case Effect.Conflict _ -> conflicts++;
      case Effect.InSync in -> inSync = in.token();
      case Effect.Outdated _ -> tasks.add(this::beginAnew);
    }
  }

  private void copy(Effect.Copy copy) {
    Runnable task =
        () -> give(new Event.Copied(copy.path(), disk.stageCopy(copy.from(), copy.expected())));
    copying.removeIf(t -> !loose.contains(t));
    copying.add(task);
    mostCopies = Math.max(mostCopies, copying.size());
    loose.add(task);
  }

  /** How many copies are under way. */
  int copies() {
    copying.removeIf(t -> !loose.contains(t));
    return copying.size();
  }

  private void beginAnew() {
    List<SimDevice> peers = sim.isolate(this);
    machine(Sim.Opening.NEW);
    open();
    peers.forEach(p -> sim.connect(this, p));
  }

  private void checkpoint() {
    MemoryIndex copy = index.copy();
    loose.add(
        () -> {
          durable = copy;
          seal = new Seal(copy.actor(), copy.lastSeq());
          if (ids.nextInt(4) == 0) {
            copies.add(copy.copy());
            copies.removeIf(c -> copies.size() > COPIES_KEPT && c == copies.getFirst());
          }
          give(new Event.Checkpointed(copy.lastSeq()));
        });
  }

  private void apply(List<Step> steps) {
    applies++;
    var results = new ArrayList<StepResult>();
    for (Step step : steps) {
      tasks.add(() -> results.add(disk.apply(step)));
    }
    tasks.add(
        () -> {
          if (!disk.mounted) {
            give(new Event.LookAt(Set.of()));
          }
          disk.synced();
          give(new Event.Applied(results));
        });
  }

  private void scan(Effect.Scan scan) {
    Optional<SyncError> error = disk.error();
    if (error.isEmpty()) {
      readRules();
      var all = new ArrayList<RelPath>();
      index.after(0, Integer.MAX_VALUE).forEach(r -> all.add(r.entry().path()));
      List<Finding> found = disk.scan(scan.below(), index, all);
      // An edit may come between looking and telling, as on a real disk.
      for (int i = 0; i < found.size(); i += 5) {
        List<Finding> part = found.subList(i, Math.min(found.size(), i + 5));
        tasks.add(() -> give(new Event.Found(part)));
      }
    }
    tasks.add(() -> give(new Event.ScanEnded(error)));
  }

  private void fetch(Want want) {
    Optional<String> text =
        want.holders().stream()
            .map(sim::device)
            .filter(from -> sim.connected(this, from))
            .flatMap(from -> from.disk.read(want.path(), want.content()).stream())
            .findFirst();
    if (text.isPresent() && disk.full) {
      give(fetched(want, Optional.empty(), Optional.of(disk.fullError(want.path()))));
      return;
    }
    fetched += text.isPresent() ? 1 : 0;
    give(fetched(want, text.map(disk::stage), Optional.empty()));
  }

  private static Event fetched(Want want, Optional<Staged> staged, Optional<SyncError> error) {
    return new Event.Fetched(List.of(new Event.Fetched.Content(want, staged, error)));
  }

  /** Whether it has told, or will tell whoever asks, that it has this text at this name. */
  boolean tells(RelPath path, String text) {
    return durable
        .row(path)
        .filter(r -> r.entry().content().equals(Optional.of(SimDisk.hash(text))))
        .isPresent();
  }

  /** Every text on this disk and how often it is there. */
  Map<String, Integer> texts() {
    var out = new TreeMap<String, Integer>();
    disk.tree.values().stream()
        .filter(t -> t.kind() == 'f')
        .forEach(t -> out.merge(t.text(), 1, Integer::sum));
    return out;
  }

  private boolean isExecutable(RelPath path, SimDisk.Thing thing) {
    return disk.keepsBits()
        ? thing.executable()
        : index.row(path).filter(Looker::isExecutable).isPresent();
  }

  /** The tree, times as the coarsest disk keeps them, and what a disk does not tell as known. */
  Map<String, String> picture() {
    var out = new TreeMap<String, String>();
    disk.tree.forEach(
        (path, t) ->
            out.put(
                path.toString(),
                t.kind()
                    + (isExecutable(path, t) ? "x " : " ")
                    + t.text()
                    + (t.kind() == 'f' ? " " + DiskKind.FAT.round(t.mtime()) : "")));
    return out;
  }
}
