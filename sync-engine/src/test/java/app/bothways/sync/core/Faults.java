package app.bothways.sync.core;

import app.bothways.sync.FolderMode;
import app.bothways.sync.model.RelPath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What goes wrong, and how it is made good. */
final class Faults {
  private static final long DAY = 86_400_000L;

  private static final String[] RULES = {"", "a", "/b\nc", "!/a/b\n/a", "*", "c"};

  private final Sim sim;

  Faults(Sim sim) {
    this.sim = sim;
  }

  void act(Act act) {
    SimDevice device = sim.devices.get(act.who());
    SimDevice other = sim.devices.get(act.other());
    sim.tell(act.kind() + " " + device.label + " " + other.label);
    switch (act.kind()) {
      case CUT -> sim.cut(device, other);
      case CONNECT -> sim.connect(device, other);
      case AGAIN -> again(device, other);
      case OFFLINE -> sim.isolate(device);
      case MONTHS -> sim.now += sim.random.nextLong(300) * DAY;
      case CLOCK_JUMPS -> device.skew = sim.random.nextLong(-365 * DAY, 365 * DAY);
      case CRASH -> reopen(device, device.index.copy());
      case POWER_CUT -> powerCut(device);
      case DATABASE_LOST -> lose(device);
      case DATABASE_OLD -> restore(device, Optional.of(device.seal));
      case HOME_OLD -> restore(device, Optional.empty());
      case DISK_FULL -> device.disk.full = true;
      case PATH_BAD -> {
        List<RelPath> there = List.copyOf(device.disk.tree.keySet());
        boolean some = !there.isEmpty() && sim.random.nextBoolean();
        device.disk.bad.add(some ? there.get(sim.random.nextInt(there.size())) : act.path());
        sim.oracle.heldUnseen(device);
      }
      case UNMOUNT -> device.disk.mounted = false;
      case MEND -> mend(device);
      case IGNORE -> device.ignore(RULES[sim.random.nextInt(RULES.length)]);
      case MODE -> device.mode(FolderMode.values()[sim.random.nextInt(FolderMode.values().length)]);
      default -> throw new IllegalArgumentException(act.toString());
    }
  }

  /** A second connection of two devices, which one side notices long before the other. */
  private void again(SimDevice device, SimDevice other) {
    if (sim.connected(device, other)) {
      device.give(new Event.Up(other.id));
      sim.run(sim.random.nextInt(6));
      if (sim.connected(device, other) && sim.random.nextInt(3) > 0) {
        other.give(new Event.Up(device.id));
      }
    }
  }

  /** Takes back what people wrote. */
  private void powerCut(SimDevice device) {
    var before = new HashSet<>(device.texts().keySet());
    var tree = new TreeMap<>(device.disk.tree);
    device.disk.powerCut(sim.random);
    sim.tookBack |= !tree.equals(device.disk.tree);
    before.removeAll(device.texts().keySet());
    // What no other device has on its disk either was never anybody's but the program's.
    sim.devices.forEach(d -> before.removeAll(d.texts().keySet()));
    before.forEach(sim.oracle::unwanted);
    device.powerFails();
    reopen(device, device.durable.copy());
  }

  private void reopen(SimDevice device, MemoryIndex index) {
    List<SimDevice> peers = sim.isolate(device);
    device.index = index;
    device.machine(Sim.Opening.AGAIN);
    device.open();
    peers.forEach(p -> sim.connect(device, p));
  }

  private void lose(SimDevice device) {
    List<SimDevice> peers = sim.isolate(device);
    device.disk.tree.forEach(
        (path, thing) -> {
          if (!sim.devices.stream().allMatch(d -> d == device || d.tells(path, thing.text()))) {
            sim.oracle.underWay(thing.text());
          }
        });
    device.machine(Sim.Opening.NEW);
    device.open();
    peers.forEach(p -> sim.connect(device, p));
  }

  /** An old copy of the database is put back; the seal tells, unless that is as old. */
  private void restore(SimDevice device, Optional<SimDevice.Seal> seal) {
    if (device.copies.isEmpty()) {
      return;
    }
    MemoryIndex old = device.copies.get(sim.random.nextInt(device.copies.size())).copy();
    if (seal.isPresent()
        && (old.actor() != seal.get().actor() || old.lastSeq() < seal.get().seq())) {
      lose(device);
    } else {
      device.seal = new SimDevice.Seal(old.actor(), old.lastSeq());
      // From before its first look it knows no more than a new one.
      device.reopened += old.joining() ? 1 : 0;
      sim.wentOnWithOldCopy = true;
      reopen(device, old);
    }
  }

  private static void mend(SimDevice device) {
    device.disk.full = false;
    device.disk.bad.clear();
    device.disk.mounted = true;
  }

  void mend() {
    sim.devices.forEach(Faults::mend);
    if (sim.scenario().acts().stream().anyMatch(a -> a.kind().changesPolicy())) {
      // What was ignored or one way is so no more; else nobody could say what must be equal.
      sim.devices.forEach(d -> d.mode(FolderMode.TWO_WAY));
      sim.devices.forEach(d -> d.ignore(""));
    }
  }
}
