package app.bothways.sync.core;

import app.bothways.sync.model.RelPath;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;

/** What people do to their files. */
final class People {
  private final Sim sim;

  People(Sim sim) {
    this.sim = sim;
  }

  void act(Act act) {
    SimDevice device = sim.devices.get(act.who());
    var random = new Random(act.salt());
    // Conflict copies are told apart by the minute.
    sim.now += 61_000;
    if (device.disk.mounted) {
      edit(device, act, random);
    }
    if (random.nextBoolean()) {
      // A watcher tells of both names of a rename at once.
      Set<RelPath> seen = act.path().equals(act.to()) ? Set.of() : Set.of(act.path(), act.to());
      device.give(new Event.LookAt(random.nextBoolean() ? seen : Set.of()));
    }
  }

  private void edit(SimDevice device, Act act, Random random) {
    RelPath path = act.path();
    SimDisk.Thing thing = device.disk.tree.get(path);
    boolean isFile = thing != null && thing.kind() == 'f';
    boolean hasPlace = device.disk.dirAt(path.parent());
    switch (act.kind()) {
      case WRITE, SAVE_BY_RENAME -> {
        if (hasPlace) {
          write(device, path, random.nextInt(4) == 0);
        }
      }
      case DELETE -> {
        tell(device, "deletes " + path);
        remove(device, path);
      }
      case MAKE_DIR -> {
        if (hasPlace && thing == null) {
          tell(device, "makes dir " + path);
          device.disk.put(path, 'd', "", false, sim.now);
          sim.oracle.madeDir(path);
        }
      }
      case RENAME -> rename(device, path, act.to());
      case SWAP -> swap(device, path, act.to());
      case COPY -> copy(device, path, act.to());
      case CHMOD -> {
        if (isFile) {
          meta(device, path, !thing.executable(), thing.mtime(), "chmods ");
        }
      }
      case TOUCH -> {
        if (isFile) {
          meta(device, path, thing.executable(), sim.now * 1_000_000, "touches ");
        }
      }
      case LINK -> {
        if (hasPlace && random.nextInt(3) == 0) {
          tell(device, "links " + path);
          remove(device, path);
          device.disk.put(path, 'l', "target" + random.nextInt(1000), false, 0);
          sim.oracle.acted(path);
        }
      }
      default -> {}
    }
  }

  private void tell(SimDevice device, String what) {
    sim.tell(device.label + " " + what);
  }

  private void write(SimDevice device, RelPath path, boolean executable) {
    if (device.disk.tree.containsKey(path) && device.disk.tree.get(path).kind() == 'f') {
      sim.oracle.unwanted(device.disk.tree.get(path).text());
    } else {
      remove(device, path);
    }
    String text = sim.oracle.newText(path);
    sim.oracle.madeBy(text, device);
    tell(device, "writes " + text + " to " + path);
    device.disk.put(path, 'f', text, executable, sim.now * 1_000_000);
    sim.oracle.wrote(path);
  }

  private void remove(SimDevice device, RelPath path) {
    var all = new ArrayList<>(device.disk.below(path));
    all.add(path);
    for (RelPath p : all) {
      SimDisk.Thing thing = device.disk.tree.remove(p);
      if (thing != null) {
        sim.oracle.acted(p);
        if (thing.kind() == 'f') {
          sim.oracle.unwanted(thing.text());
        }
      }
    }
  }

  private void meta(SimDevice device, RelPath path, boolean executable, long mtime, String how) {
    SimDisk.Thing thing = device.disk.tree.get(path);
    tell(device, how + path);
    device.disk.put(path, 'f', thing.text(), executable, mtime);
    sim.oracle.touched(thing.text());
    sim.oracle.acted(path);
  }

  private static boolean apart(RelPath a, RelPath b) {
    return !a.equals(b) && !a.isBelow(b) && !b.isBelow(a);
  }

  private void rename(SimDevice device, RelPath from, RelPath to) {
    boolean can =
        device.disk.tree.containsKey(from) && device.disk.dirAt(to.parent()) && apart(from, to);
    if (can) {
      tell(device, "renames " + from + " to " + to);
      remove(device, to);
      move(device, from, to);
    }
  }

  private void move(SimDevice device, RelPath from, RelPath to) {
    var all = new ArrayList<>(device.disk.below(from));
    all.add(from);
    for (RelPath p : all) {
      RelPath target = RelPath.of(to + p.toString().substring(from.toString().length()));
      SimDisk.Thing thing = device.disk.tree.remove(p);
      device.disk.tree.put(target, thing);
      sim.oracle.acted(p);
      sim.oracle.acted(target);
      if (thing.kind() == 'f') {
        sim.oracle.touched(thing.text());
        sim.oracle.moved(thing.text(), p, target);
      }
    }
  }

  private void swap(SimDevice device, RelPath a, RelPath b) {
    if (device.disk.tree.containsKey(a) && device.disk.tree.containsKey(b) && apart(a, b)) {
      tell(device, "swaps " + a + " and " + b);
      RelPath aside = RelPath.of("aside");
      move(device, a, aside);
      move(device, b, a);
      move(device, aside, b);
    }
  }

  private void copy(SimDevice device, RelPath from, RelPath to) {
    SimDisk.Thing thing = device.disk.tree.get(from);
    if (thing != null && thing.kind() == 'f' && device.disk.dirAt(to.parent()) && apart(from, to)) {
      tell(device, "copies " + from + " to " + to);
      remove(device, to);
      device.disk.put(to, 'f', thing.text(), thing.executable(), sim.now * 1_000_000);
      sim.oracle.touched(thing.text());
      sim.oracle.acted(to);
    }
  }
}
