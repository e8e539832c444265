package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.Deleted;
import app.bothways.sync.wire.MessageCodec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A cluster of devices in which everything that happens, and when, follows from a scenario: people
 * who edit, links that break, machines that crash, disks and databases that fail.
 */
final class Sim {
  private static final boolean TRACE = Boolean.getBoolean("bothways.sim.trace");
  private static final int MOST_STEPS = 60_000;

  Random random;
  final List<SimDevice> devices = new ArrayList<>();
  final Oracle oracle = new Oracle();

  /** Whether everything is acted out as the scenario says, so that it is known who wanted what. */
  private boolean watched;

  /** A power cut took back what people had written. */
  boolean tookBack;

  /** A device went on with an old copy of its database that nothing tells from the last one. */
  boolean wentOnWithOldCopy;

  /** How many messages were sent that are more than a word on how a device stands. */
  long told;

  long now = 1_700_000_000_000L;
  private final Scenario scenario;
  private final Deque<Message>[][] wires;
  private final boolean[][] links;
  private final StringBuilder story = new StringBuilder();
  private final People people = new People(this);
  private final Faults faults = new Faults(this);
  private final Rest rest = new Rest(this);
  private long tokens;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Sim(Scenario scenario) {
    this.scenario = scenario;
    random = new Random(scenario.seed());
    int count = scenario.devices();
    wires = new Deque[count][count];
    links = new boolean[count][count];
    for (int i = 0; i < count; i++) {
      devices.add(new SimDevice(this, i));
      for (int j = 0; j < count; j++) {
        wires[i][j] = new ArrayDeque<>();
      }
    }
    devices.forEach(d -> d.machine(Opening.NEW));
  }

  /** How a device's folder is opened. */
  enum Opening {
    NEW,
    AGAIN
  }

  Scenario scenario() {
    return scenario;
  }

  void play() {
    if (!scenario.acts().isEmpty()) {
      watch();
    }
    storm();
    rest.come();
    rest.stay();
  }

  /** From now on all that people do comes from the scenario. */
  void watch() {
    watched = true;
  }

  /** Whether a deletion that nobody wanted is a violation at once. */
  boolean isWatched() {
    return watched && !isBeyond();
  }

  /**
   * A whole device that went back in time has forgotten what it told whom; one more loss on top of
   * that is more than can be made good.
   */
  boolean isBeyond() {
    long losses = scenario.acts().stream().filter(a -> a.kind().hitsDatabase()).count();
    return scenario.acts().stream().anyMatch(a -> a.kind() == Act.Kind.HOME_OLD)
        && (losses > 1 || tookBack);
  }

  /** Everything that the scenario wants, and not what must hold then. */
  void storm() {
    devices.forEach(SimDevice::open);
    connectAll();
    for (Act act : scenario.acts()) {
      random = new Random(act.salt());
      perform(act);
      run(random.nextInt(3) == 0 ? random.nextInt(300) : random.nextInt(8));
    }
    random = new Random(scenario.seed());
  }

  private void perform(Act act) {
    if (act.kind().isEdit()) {
      people.act(act);
    } else if (act.kind() == Act.Kind.BARRIER) {
      tell("everything comes to rest");
      rest.come();
      devices.forEach(d -> d.disk.synced());
      oracle.bury(devices);
    } else {
      faults.act(act);
    }
  }

  // ---- the network --------------------------------------------------------------------------

  SimDevice device(NodeId id) {
    return devices.get(id.bytes()[0] - 1);
  }

  /** Whether the two share the folder with each other. */
  boolean knows(SimDevice a, SimDevice b) {
    return a != b && scenario.mesh().knows(a.number, b.number);
  }

  boolean connected(SimDevice a, SimDevice b) {
    return links[a.number][b.number];
  }

  void send(SimDevice from, NodeId to, Message message) {
    told += message instanceof Message.Standing ? 0 : 1;
    SimDevice target = device(to);
    if (connected(from, target)) {
      wires[from.number][target.number].add(carried(message));
    }
  }

  /** As it comes out of the bytes that it is sent in. */
  private static Message carried(Message message) {
    try {
      Message read = MessageCodec.decode(MessageCodec.encode(message));
      if (!read.equals(message)) {
        throw new AssertionError("sent " + message + ", read " + read);
      }
      return read;
    } catch (IOException e) {
      throw new AssertionError("cannot be read: " + message, e);
    }
  }

  private void link(SimDevice a, SimDevice b, boolean up) {
    links[a.number][b.number] = up;
    links[b.number][a.number] = up;
    wires[a.number][b.number].clear();
    wires[b.number][a.number].clear();
  }

  void connect(SimDevice a, SimDevice b) {
    if (knows(a, b) && !connected(a, b)) {
      link(a, b, true);
      a.give(new Event.Up(b.id));
      b.give(new Event.Up(a.id));
    }
  }

  void cut(SimDevice a, SimDevice b) {
    if (a != b && connected(a, b)) {
      link(a, b, false);
      a.give(new Event.Down(b.id));
      b.give(new Event.Down(a.id));
    }
  }

  void connectAll() {
    for (SimDevice a : devices) {
      devices.forEach(b -> connect(a, b));
    }
  }

  List<SimDevice> isolate(SimDevice device) {
    List<SimDevice> peers = devices.stream().filter(d -> connected(device, d)).toList();
    peers.forEach(p -> cut(device, p));
    return peers;
  }

  // ---- time ---------------------------------------------------------------------------------

  /** One random thing that is due happens; false when nothing is, now or later. */
  boolean step() {
    now += 1;
    int due = 0;
    for (SimDevice d : devices) {
      due += (d.tasks.isEmpty() ? 0 : 1) + d.loose.size() + (d.wakeAt <= now ? 1 : 0);
      for (SimDevice from : devices) {
        due += wires[from.number][d.number].isEmpty() ? 0 : 1;
      }
    }
    if (due > 0) {
      happen(random.nextInt(due));
      return true;
    }
    long next = devices.stream().mapToLong(d -> d.wakeAt).min().orElse(Long.MAX_VALUE);
    now = next == Long.MAX_VALUE ? now : Math.max(now, next);
    return next != Long.MAX_VALUE;
  }

  private void happen(int which) {
    int left = which;
    for (SimDevice d : devices) {
      if (!d.tasks.isEmpty() && left-- == 0) {
        d.tasks.poll().run();
        return;
      }
      if (left < d.loose.size()) {
        d.loose.remove(left).run();
        return;
      }
      left -= d.loose.size();
      if (d.wakeAt <= now && left-- == 0) {
        d.wakeAt = Long.MAX_VALUE;
        d.give(new Event.Rang());
        return;
      }
      for (SimDevice from : devices) {
        Deque<Message> wire = wires[from.number][d.number];
        if (!wire.isEmpty() && left-- == 0) {
          d.give(new Event.Heard(from.id, wire.poll()));
          return;
        }
      }
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps && step(); i++) {}
  }

  /** Runs until nothing is left to do; fails when that never comes. */
  void settle() {
    for (int i = 0; i < MOST_STEPS; i++) {
      if (!step()) {
        return;
      }
    }
    throw new AssertionError("I8: never comes to rest");
  }

  /** All is mended and connected, all look at their disks, and the cluster runs until it rests. */
  long mendAndSettle() {
    faults.mend();
    connectAll();
    long token = ++tokens;
    devices.forEach(d -> d.give(new Event.AskInSync(token)));
    for (int i = 0; scenario.careful() && i < 12; i++) {
      run(600);
      devices.forEach(d -> d.give(new Event.Decided(Deleted.FOR_GOOD)));
    }
    settle();
    // A database that is made anew on the way knows nothing of the question.
    devices.forEach(d -> d.give(new Event.AskInSync(token)));
    settle();
    return token;
  }

  int conflicts() {
    return devices.stream().mapToInt(d -> d.conflicts).sum();
  }

  void lookEverywhere() {
    devices.forEach(d -> d.give(new Event.LookAt(Set.of())));
    settle();
  }

  // ---- for people who look for what went wrong ------------------------------------------------

  /** With {@code -Dbothways.sim.trace=true} everything that machines hear and want is told. */
  void trace(String who, String how, Object what) {
    if (TRACE) {
      tell("    " + who + " " + how + " " + what);
    }
  }

  void tell(String what) {
    story.append(what).append('\n');
  }

  String story() {
    return story.toString();
  }

  String dump() {
    var out = new StringBuilder();
    for (SimDevice d : devices) {
      out.append(d.label).append(": ").append(d.picture()).append('\n');
      out.append("  state ").append(d.machine.state()).append(' ').append(d.machine.errors());
      out.append(" need ").append(d.index.need()).append('\n');
      d.index
          .after(0, 40)
          .forEach(r -> out.append("  row ").append(r.seq()).append(' ').append(r).append('\n'));
      d.index
          .remotes(java.util.Optional.empty(), 20)
          .forEach(
              r ->
                  out.append("  from ")
                      .append(device(r.device()).label)
                      .append(' ')
                      .append(r.entry())
                      .append('\n'));
    }
    return out.toString();
  }
}
