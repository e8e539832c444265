package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.RelPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A cluster of devices on one seed: people who edit, links that break, machines that crash. It also
 * keeps the oracle: which content each person saw at a path when writing there.
 */
final class Sim {
  private static final String[] NAMES = {"a", "b", "c"};

  final Random random;
  final List<SimDevice> devices = new ArrayList<>();
  long now = 1_700_000_000_000L;
  private final Map<String, Deque<Message>> wires = new HashMap<>();
  private final Set<String> links = new HashSet<>();
  private final Set<String> written = new HashSet<>();
  private final Set<String> overwritten = new HashSet<>();
  final Map<String, SimDevice> authors = new HashMap<>();
  private final StringBuilder story = new StringBuilder();
  private int texts;
  boolean plain;

  Sim(long seed, int count) {
    random = new Random(seed);
    for (int i = 0; i < count; i++) {
      devices.add(new SimDevice(this, i));
    }
  }

  SimDevice device(NodeId id) {
    return devices.stream().filter(d -> d.id.equals(id)).findFirst().orElseThrow();
  }

  private static String wire(NodeId from, NodeId to) {
    return from + ">" + to;
  }

  private static String link(NodeId a, NodeId b) {
    return a.compareTo(b) < 0 ? a + "=" + b : b + "=" + a;
  }

  boolean connected(SimDevice a, NodeId b) {
    return links.contains(link(a.id, b));
  }

  void send(SimDevice from, NodeId to, Message message) {
    if (connected(from, to)) {
      wires.computeIfAbsent(wire(from.id, to), _ -> new ArrayDeque<>()).add(message);
    }
  }

  void connect(SimDevice a, SimDevice b) {
    if (links.add(link(a.id, b.id))) {
      a.give(new Event.Up(b.id));
      b.give(new Event.Up(a.id));
    }
  }

  void cut(SimDevice a, SimDevice b) {
    if (links.remove(link(a.id, b.id))) {
      wires.remove(wire(a.id, b.id));
      wires.remove(wire(b.id, a.id));
      a.give(new Event.Down(b.id));
      b.give(new Event.Down(a.id));
    }
  }

  void isolate(SimDevice device) {
    devices.stream().filter(d -> d != device).forEach(d -> cut(device, d));
  }

  void reopened(SimDevice device) {
    List<SimDevice> peers = devices.stream().filter(d -> connected(device, d.id)).toList();
    peers.forEach(p -> cut(device, p));
    device.give(new Event.Opened());
    peers.forEach(p -> connect(device, p));
  }

  void connectAll() {
    for (SimDevice a : devices) {
      for (SimDevice b : devices) {
        if (a != b) {
          connect(a, b);
        }
      }
    }
  }

  /** One random thing that is due happens; false when nothing is. */
  boolean step() {
    now += 1;
    var due = new ArrayList<Runnable>();
    for (SimDevice device : devices) {
      if (!device.tasks.isEmpty()) {
        due.add(() -> device.tasks.poll().run());
      }
      if (device.wakeAt <= now) {
        due.add(
            () -> {
              device.wakeAt = Long.MAX_VALUE;
              device.give(new Event.Rang());
            });
      }
      for (SimDevice other : devices) {
        Deque<Message> wire = wires.get(wire(other.id, device.id));
        if (wire != null && !wire.isEmpty()) {
          due.add(() -> device.give(new Event.Heard(other.id, wire.poll())));
        }
      }
    }
    if (due.isEmpty()) {
      long next = devices.stream().mapToLong(d -> d.wakeAt).min().orElse(Long.MAX_VALUE);
      if (next == Long.MAX_VALUE) {
        return false;
      }
      now = Math.max(now, next);
      return true;
    }
    due.get(random.nextInt(due.size())).run();
    return true;
  }

  void run(int steps) {
    for (int i = 0; i < steps && step(); i++) {}
  }

  /** Runs until nothing is left to do; fails when that never comes. */
  void settle() {
    for (int i = 0; i < 200_000; i++) {
      if (!step()) {
        return;
      }
    }
    throw new AssertionError("never comes to rest\n" + story + dump());
  }

  // ---- people -------------------------------------------------------------------------------

  private RelPath somePath() {
    String path = NAMES[random.nextInt(NAMES.length)];
    while (random.nextInt(3) == 0 && path.length() < 5) {
      path += "/" + NAMES[random.nextInt(NAMES.length)];
    }
    return RelPath.of(path);
  }

  private void tell(String what) {
    story.append(what).append('\n');
  }

  String story() {
    return story.toString();
  }

  /** A person sees what stands at {@code path} go, and wants it so. */
  private void seen(SimDevice device, RelPath path) {
    SimDisk.Thing thing = device.disk.tree.get(path);
    if (thing != null && thing.kind() == 'f') {
      overwritten.add(thing.text());
    }
  }

  private void remove(SimDevice device, RelPath path) {
    var all = new ArrayList<>(device.disk.below(path));
    all.add(path);
    for (RelPath p : all) {
      seen(device, p);
      device.disk.tree.remove(p);
    }
  }

  void edit(SimDevice device) {
    RelPath path = somePath();
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> write(device, path);
      case 4, 5 -> {
        tell(device.label + " deletes " + path);
        remove(device, path);
      }
      case 6 -> {
        if (device.disk.dirAt(path.parent()) && !device.disk.tree.containsKey(path)) {
          tell(device.label + " makes dir " + path);
          device.disk.put(path, 'd', "", false, now);
        }
      }
      case 7 -> rename(device, path, somePath());
      case 8 -> chmod(device, path);
      default -> link(device, path);
    }
    if (random.nextBoolean()) {
      device.give(new Event.LookAt(random.nextBoolean() ? Set.of(path) : Set.of()));
    }
  }

  void write(SimDevice device, RelPath path) {
    if (!device.disk.dirAt(path.parent())) {
      return;
    }
    String text = "text" + ++texts;
    tell(device.label + " writes " + text + " to " + path);
    remove(device, path);
    written.add(text);
    authors.put(text, device);
    device.disk.put(path, 'f', text, random.nextInt(4) == 0, now * 1_000_000);
  }

  private void link(SimDevice device, RelPath path) {
    if (device.disk.dirAt(path.parent()) && random.nextInt(3) == 0) {
      tell(device.label + " links " + path);
      remove(device, path);
      device.disk.put(path, 'l', "target" + ++texts, false, 0);
    }
  }

  private void chmod(SimDevice device, RelPath path) {
    SimDisk.Thing t = device.disk.tree.get(path);
    if (t != null && t.kind() == 'f') {
      tell(device.label + " chmods " + path);
      device.disk.put(path, 'f', t.text(), !t.executable(), t.mtime());
    }
  }

  private void rename(SimDevice device, RelPath from, RelPath to) {
    boolean can =
        device.disk.tree.containsKey(from)
            && device.disk.dirAt(to.parent())
            && !to.equals(from)
            && !to.isBelow(from)
            && !from.isBelow(to);
    if (!can) {
      return;
    }
    tell(device.label + " renames " + from + " to " + to);
    remove(device, to);
    var all = new ArrayList<>(device.disk.below(from));
    all.add(from);
    for (RelPath p : all) {
      RelPath target = RelPath.of(to + p.toString().substring(from.toString().length()));
      device.disk.tree.put(target, device.disk.tree.remove(p));
    }
  }

  /** Something goes wrong. */
  void fault() {
    SimDevice device = devices.get(random.nextInt(devices.size()));
    SimDevice other = devices.get(random.nextInt(devices.size()));
    switch (random.nextInt(6)) {
      case 5 -> again(device, other);
      case 0, 1 -> {
        if (device != other) {
          tell("cut " + device.label + " " + other.label);
          cut(device, other);
        }
      }
      case 2 -> {
        if (device != other) {
          tell("connect " + device.label + " " + other.label);
          connect(device, other);
        }
      }
      case 3 -> crash(device, false);
      default -> {
        if (!plain && random.nextInt(3) == 0) {
          crash(device, true);
        } else {
          crash(device, false);
        }
      }
    }
  }

  /** A second connection of two devices, which one side notices long before the other. */
  void again(SimDevice device, SimDevice other) {
    if (connected(device, other.id)) {
      tell(device.label + " connects to " + other.label + " once more");
      device.give(new Event.Up(other.id));
      run(random.nextInt(6));
      if (connected(device, other.id) && random.nextInt(3) > 0) {
        other.give(new Event.Up(device.id));
      }
    }
  }

  private void crash(SimDevice device, boolean databaseLost) {
    tell((databaseLost ? "database lost " : "crash ") + device.label);
    List<SimDevice> peers = devices.stream().filter(d -> connected(device, d.id)).toList();
    isolate(device);
    if (databaseLost) {
      device.newDatabase();
    } else {
      device.crash(random.nextBoolean());
    }
    device.give(new Event.Opened());
    peers.forEach(p -> connect(device, p));
  }

  // ---- truths -------------------------------------------------------------------------------

  /** Every text that somebody wrote and nobody removed who saw it. */
  Set<String> mustExist() {
    var must = new HashSet<>(written);
    must.removeAll(overwritten);
    return must;
  }

  Set<String> everWritten() {
    return written;
  }

  Set<String> texts(SimDevice device) {
    var out = new HashSet<String>();
    device.disk.tree.values().stream().filter(t -> t.kind() == 'f').forEach(t -> out.add(t.text()));
    return out;
  }

  Map<String, String> picture(SimDevice device) {
    var out = new java.util.TreeMap<String, String>();
    device.disk.tree.forEach(
        (path, t) ->
            out.put(
                path.toString(),
                t.kind()
                    + (t.executable() ? "x " : " ")
                    + t.text()
                    + (t.kind() == 'f' ? " " + t.mtime() : "")));
    return out;
  }

  String dump() {
    var out = new StringBuilder();
    for (SimDevice d : devices) {
      out.append(d.label).append(": ").append(picture(d)).append('\n');
      out.append("  state ").append(d.machine.state()).append(" ").append(d.machine.errors());
      out.append(" need ").append(d.index.need()).append('\n');
      d.index
          .remotes(java.util.Optional.empty(), 20)
          .forEach(
              r -> {
                out.append("  remote ")
                    .append(r.device().shortText())
                    .append(' ')
                    .append(r.entry());
                out.append("\n    mine ").append(d.index.row(r.entry().path())).append('\n');
              });
    }
    return out.toString();
  }
}
