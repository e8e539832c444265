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
      device.disk.edits(sim.now);
      edit(device, act, random);
      if (act.bringsToDisk()) {
        // And with it what came before.
        device.disk.synced();
      }
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
          write(device, act, random.nextInt(4) == 0);
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
      case COPY -> copy(device, act);
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
      case FLIP -> {
        if (thing != null) {
          flip(device, act, !isFile && thing.kind() == 'd');
        }
      }
      default -> {}
    }
  }

  private void tell(SimDevice device, String what) {
    sim.tell(device.label + " " + what);
  }

  private void write(SimDevice device, Act act, boolean executable) {
    RelPath path = act.path();
    boolean over = device.disk.tree.containsKey(path) && device.disk.tree.get(path).kind() == 'f';
    String text = sim.oracle.newText(path);
    if (over) {
      sim.oracle.unwanted(device.disk.tree.get(path).text());
      sim.oracle.replaced(device.disk.tree.get(path).text(), text);
    } else {
      remove(device, path);
    }
    sim.oracle.madeBy(text, device);
    tell(device, "writes " + text + " to " + path);
    if (over && act.kind() == Act.Kind.WRITE) {
      device.disk.change(path, text, executable, sim.now * 1_000_000);
    } else {
      device.disk.put(path, 'f', text, executable, sim.now * 1_000_000);
    }
    sim.oracle.wrote(path);
  }

  /** A directory in place of a file or link, a file in place of a directory. */
  private void flip(SimDevice device, Act act, boolean isDir) {
    remove(device, act.path());
    if (isDir) {
      write(device, act, false);
    } else {
      tell(device, "makes dir " + act.path() + " instead");
      device.disk.put(act.path(), 'd', "", false, sim.now);
      sim.oracle.madeDir(act.path());
    }
  }

  private void remove(SimDevice device, RelPath path) {
    remove(device, path, Set.of());
  }

  /** Of {@code kept} there is another copy in the same person's hand. */
  private void remove(SimDevice device, RelPath path, Set<String> kept) {
    var all = new ArrayList<>(device.disk.below(path));
    all.add(path);
    for (RelPath p : all) {
      SimDisk.Thing thing = device.disk.tree.remove(p);
      if (thing != null) {
        sim.oracle.acted(p);
        if (thing.kind() == 'f' && !kept.contains(thing.text())) {
          sim.oracle.unwanted(thing.text());
        }
      }
    }
    sim.oracle.heldUnseen(device);
  }

  private void meta(SimDevice device, RelPath path, boolean executable, long mtime, String how) {
    SimDisk.Thing thing = device.disk.tree.get(path);
    tell(device, how + path);
    device.disk.change(path, thing.text(), executable, mtime);
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
      Set<String> kept = device.disk.textsAt(from);
      remove(device, to, kept);
      move(device, from, to);
    }
  }

  private void move(SimDevice device, RelPath from, RelPath to) {
    var all = new ArrayList<>(device.disk.below(from));
    all.add(from);
    for (RelPath p : all) {
      sim.oracle.acted(p);
      sim.oracle.acted(p.moved(from, to));
    }
    device.disk.textsAt(from).forEach(sim.oracle::touched);
    device.disk.rename(from, to);
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

  private void copy(SimDevice device, Act act) {
    RelPath from = act.path();
    RelPath to = act.to();
    SimDisk.Thing thing = device.disk.tree.get(from);
    if (thing != null && thing.kind() == 'f' && device.disk.dirAt(to.parent()) && apart(from, to)) {
      tell(device, "copies " + from + " to " + to);
      remove(device, to, Set.of(thing.text()));
      // With cp -p two files are alike in everything.
      long mtime = act.salt() % 2 == 0 ? thing.mtime() : sim.now * 1_000_000;
      device.disk.put(to, 'f', thing.text(), thing.executable(), mtime);
      sim.oracle.touched(thing.text());
      sim.oracle.acted(to);
    }
  }
}
