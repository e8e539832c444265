package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One device of the simulated cluster: machine, index, disk, and what is still to be done. */
final class SimDevice {
  final NodeId id;
  final String label;
  final SimDisk disk = new SimDisk();
  MemoryIndex index;
  MemoryIndex durable;
  FolderMachine machine;

  /** Answers that have not been given yet; only in order within each queue. */
  final Deque<Runnable> tasks = new ArrayDeque<>();

  boolean running = true;
  long wakeAt = Long.MAX_VALUE;
  long inSync;
  int conflicts;

  /** How far this device's clock is off. */
  long skew;

  int fetched;

  private final Sim sim;

  SimDevice(Sim sim, int number) {
    this.sim = sim;
    var bytes = new byte[32];
    bytes[0] = (byte) (number + 1);
    id = NodeId.of(bytes);
    label = "dev" + number;
    skew = number == 0 ? 0 : sim.random.nextLong(-31_000_000_000L, 31_000_000_000L);
    newDatabase();
  }

  void newDatabase() {
    index = new MemoryIndex(sim.random.nextLong() | 1, label);
    durable = index.copy();
    machine = new FolderMachine(index);
    tasks.clear();
  }

  /** Everything since the last checkpoint may be lost; the disk stays. */
  void crash(boolean loseTail) {
    index = loseTail ? durable.copy() : index.copy();
    machine = new FolderMachine(index);
    tasks.clear();
    wakeAt = Long.MAX_VALUE;
  }

  void give(Event event) {
    for (Effect effect : machine.on(event, sim.now + skew)) {
      perform(effect);
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Scan scan -> tasks.add(() -> scan(scan));
      case Effect.Send send -> sim.send(this, send.device(), send.message());
      case Effect.Fetch fetch -> fetch.wants().forEach(w -> tasks.add(() -> fetch(w)));
      case Effect.Copy copy ->
          tasks.add(
              () ->
                  give(
                      new Event.Copied(copy.path(), disk.stageCopy(copy.from(), copy.expected()))));
      case Effect.Apply apply -> {
        var results = new ArrayList<StepResult>();
        for (Step step : apply.steps()) {
          tasks.add(() -> results.add(disk.apply(step)));
        }
        tasks.add(() -> give(new Event.Applied(results)));
      }
      case Effect.Checkpoint _ -> {
        MemoryIndex copy = index.copy();
        tasks.add(
            () -> {
              durable = copy;
              give(new Event.Checkpointed(copy.lastSeq()));
            });
      }
      case Effect.Wake wake -> wakeAt = wake.atMillis() - skew;
      case Effect.Received _ -> {}
      case Effect.Conflict _ -> conflicts++;
      case Effect.InSync in -> inSync = in.token();
      case Effect.Outdated _ ->
          tasks.add(
              () -> {
                newDatabase();
                sim.reopened(this);
              });
    }
  }

  private void scan(Effect.Scan scan) {
    var all = new ArrayList<app.bothways.sync.model.RelPath>();
    index.after(0, Integer.MAX_VALUE).forEach(r -> all.add(r.entry().path()));
    List<Finding> found = disk.scan(scan.below(), index, all);
    // An edit may come between looking and telling, as on a real disk.
    for (int i = 0; i < found.size(); i += 5) {
      List<Finding> part = found.subList(i, Math.min(found.size(), i + 5));
      tasks.add(() -> give(new Event.Found(part)));
    }
    tasks.add(() -> give(new Event.ScanEnded(Optional.empty())));
  }

  private void fetch(Want want) {
    Optional<String> text =
        want.holders().stream()
            .filter(from -> sim.connected(this, from))
            .flatMap(from -> sim.device(from).disk.read(want.path(), want.content()).stream())
            .findFirst();
    fetched += text.isPresent() ? 1 : 0;
    give(new Event.Fetched(want, text.map(disk::stage), Optional.empty()));
  }
}
