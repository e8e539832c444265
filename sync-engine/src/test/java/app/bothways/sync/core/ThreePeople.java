package app.bothways.sync.core;

import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Set;

/** A story of three devices in which one of them may have no room, so that nothing settles. */
abstract class ThreePeople {
  static final RelPath HERE = RelPath.of("here");
  static final RelPath THERE = RelPath.of("there");

  final Sim sim = new Sim(new Scenario(1, 3, List.of()));
  final SimDevice anna = sim.devices.get(0);
  final SimDevice bert = sim.devices.get(1);
  final SimDevice carl = sim.devices.get(2);

  ThreePeople() {}

  /**
   * @param disk what Bert's is like; the others' are fine
   */
  ThreePeople(DiskKind disk) {
    anna.disk(DiskKind.FINE);
    bert.disk(disk);
    carl.disk(DiskKind.FINE);
  }

  /** Whose disk is full tries again and again: as much as may happen in a while. */
  final void goOn() {
    sim.run(3000);
  }

  /**
   * @param where empty for everywhere
   */
  final void look(SimDevice device, Set<RelPath> where) {
    device.give(new Event.LookAt(where));
    goOn();
  }

  /** It loses its database; nobody is connected to it then. */
  final void forgets(SimDevice device) {
    sim.isolate(device);
    device.machine(Sim.Opening.NEW);
    device.open();
    goOn();
  }

  /** As after a killed process; nobody is connected to it then. */
  final void restarts(SimDevice device) {
    sim.isolate(device);
    device.index = device.index.copy();
    device.machine(Sim.Opening.AGAIN);
    device.open();
    goOn();
  }

  final void meets(SimDevice one, SimDevice other) {
    sim.connect(one, other);
    goOn();
  }
}
