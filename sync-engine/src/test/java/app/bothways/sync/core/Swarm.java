package app.bothways.sync.core;

import app.bothways.sync.model.RelPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Storms of few kinds of acts on few names: what meets in them would hardly ever meet in a storm of
 * everything.
 */
final class Swarm {
  private static final Act.Kind[] MOVES = {
    Act.Kind.WRITE, Act.Kind.RENAME, Act.Kind.RENAME, Act.Kind.RENAME, Act.Kind.RENAME,
    Act.Kind.SWAP, Act.Kind.MAKE_DIR, Act.Kind.LOOK, Act.Kind.LOOK, Act.Kind.CONNECT,
    Act.Kind.CUT, Act.Kind.CUT
  };

  private final Random random;
  private final int devices;
  private final List<Act> acts = new ArrayList<>();

  private Swarm(long seed) {
    this(seed, 2);
  }

  private Swarm(long seed, int sizes) {
    random = new Random(seed);
    devices = 2 + random.nextInt(sizes);
  }

  /** Files that are alike in everything are moved over each other by people out of touch. */
  static Scenario twins(long seed) {
    var swarm = new Swarm(seed);
    for (int rounds = 1 + swarm.random.nextInt(3); rounds > 0; rounds--) {
      swarm.add(Act.Kind.WRITE, "a", "a");
      swarm.copyWithTimes("a", "b");
      swarm.copyWithTimes("b", "c");
      swarm.add(Act.Kind.BARRIER, "a", "a");
      swarm.parted();
      swarm.some(8, Act.Kind.RENAME, Act.Kind.RENAME, Act.Kind.RENAME, Act.Kind.LOOK);
      swarm.some(2, Act.Kind.COPY, Act.Kind.WRITE, Act.Kind.DELETE, Act.Kind.CRASH, Act.Kind.SWAP);
      swarm.some(4, Act.Kind.LOOK, Act.Kind.CONNECT, Act.Kind.RENAME);
    }
    return swarm.scenario(seed);
  }

  /** Much of the time something cannot be read or changed. */
  static Scenario locked(long seed) {
    var swarm = new Swarm(seed);
    swarm.some(6, Act.Kind.WRITE, Act.Kind.MAKE_DIR);
    for (int rounds = 2 + swarm.random.nextInt(4); rounds > 0; rounds--) {
      swarm.some(3, Act.Kind.PATH_BAD);
      swarm.some(6, Act.Kind.WRITE, Act.Kind.SAVE_BY_RENAME, Act.Kind.LOOK, Act.Kind.RENAME);
      swarm.some(2, Act.Kind.LOOK, Act.Kind.CRASH, Act.Kind.CUT, Act.Kind.CONNECT);
      swarm.some(2, Act.Kind.MEND, Act.Kind.DELETE, Act.Kind.MAKE_DIR, Act.Kind.BARRIER);
    }
    return swarm.scenario(seed);
  }

  /** One device is away, others write on, and it loses its database. */
  static Scenario forgotten(long seed) {
    var swarm = new Swarm(seed);
    swarm.some(6, Act.Kind.WRITE, Act.Kind.SAVE_BY_RENAME, Act.Kind.MAKE_DIR);
    swarm.add(Act.Kind.BARRIER, "a", "a");
    swarm.some(2, Act.Kind.OFFLINE, Act.Kind.CUT);
    swarm.some(8, Act.Kind.WRITE, Act.Kind.SAVE_BY_RENAME, Act.Kind.LOOK, Act.Kind.CUT);
    swarm.add(Act.Kind.DATABASE_LOST, "a", "a");
    swarm.some(8, Act.Kind.WRITE, Act.Kind.CONNECT, Act.Kind.LOOK, Act.Kind.DELETE);
    return swarm.scenario(seed);
  }

  /**
   * Files are moved about while somebody's disk is full, and two databases are lost: for the long
   * run by hand, which knows of seeds that fail.
   */
  static Scenario moved(long seed) {
    var swarm = new Swarm(seed * 7919, 3);
    Random random = swarm.random;
    int full = random.nextInt(swarm.devices);
    swarm.sometimes(Act.Kind.WRITE);
    swarm.sometimes(Act.Kind.BARRIER);
    RelPath any = RelPath.of(swarm.oftenTwo());
    RelPath other = RelPath.of(swarm.oftenTwo());
    swarm.acts.add(new Act(Act.Kind.DISK_FULL, full, full, any, other, random.nextLong()));
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      swarm.add(Act.Kind.WRITE, swarm.oftenTwo(), swarm.oftenTwo());
    }
    int losses = 2;
    for (int left = 4 + random.nextInt(14); left > 0; left--) {
      boolean loses = losses > 0 && random.nextInt(left) < losses;
      losses -= loses ? 1 : 0;
      Act.Kind kind = loses ? Act.Kind.DATABASE_LOST : MOVES[random.nextInt(MOVES.length)];
      swarm.add(kind, swarm.oftenTwo(), swarm.oftenTwo());
    }
    return swarm.scenario(seed);
  }

  private void sometimes(Act.Kind kind) {
    if (random.nextInt(3) == 0) {
      add(kind, oftenTwo(), oftenTwo());
    }
  }

  private String oftenTwo() {
    return String.valueOf("ababc".charAt(random.nextInt(5)));
  }

  private Scenario scenario(long seed) {
    return new Scenario(seed, devices, acts);
  }

  private void some(int most, Act.Kind... kinds) {
    for (int left = 1 + random.nextInt(most); left > 0; left--) {
      add(kinds[random.nextInt(kinds.length)], name(), name());
    }
  }

  private String name() {
    return String.valueOf("abc".charAt(random.nextInt(3)));
  }

  private void add(Act.Kind kind, String path, String to) {
    add(kind, path, to, random.nextLong());
  }

  private void add(Act.Kind kind, String path, String to, long salt) {
    int who = random.nextInt(devices);
    int other = random.nextInt(devices);
    acts.add(new Act(kind, who, other, RelPath.of(path), RelPath.of(to), salt));
  }

  /** As {@code cp -p} does it. */
  private void copyWithTimes(String path, String to) {
    add(Act.Kind.BARRIER, path, to);
    add(Act.Kind.COPY, path, to, random.nextLong() & ~1L);
  }

  private void parted() {
    for (int i = 0; i < devices; i++) {
      RelPath any = RelPath.of("a");
      acts.add(new Act(Act.Kind.OFFLINE, i, i, any, any, random.nextLong()));
    }
  }
}
