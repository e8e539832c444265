package app.bothways.sync.core;

import app.bothways.sync.model.RelPath;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A run as data: it can be played again and again, and made smaller. Each scenario leaves out some
 * kinds of acts, so that those which remain meet more often (swarm testing, Groce et al., 2012).
 */
record Scenario(long seed, int devices, List<Act> acts, Mesh mesh) {
  /** Who knows whom. */
  enum Mesh {
    ALL,
    CHAIN;

    boolean knows(int a, int b) {
      return this == ALL || Math.abs(a - b) == 1;
    }
  }

  private static final String[] NAMES = {"a", "b", "c"};
  private static final int[] SIZES = {2, 2, 3, 3, 5};

  Scenario(long seed, int devices, List<Act> acts) {
    this(seed, devices, acts, Mesh.ALL);
  }

  /** The same storm among devices each of which knows its neighbours only. */
  static Scenario inAChain(long seed) {
    Scenario all = storm(seed);
    return new Scenario(seed, Math.max(3, all.devices), all.acts, Mesh.CHAIN);
  }

  /** A storm in which people edit ignore files and set which way changes go. */
  static Scenario withPolicies(long seed) {
    Scenario plain = storm(seed);
    var random = new Random(~seed);
    var acts = new ArrayList<Act>();
    for (Act act : plain.acts) {
      // The databases stay: what a device that only receives has of its own, only it knows.
      if (!act.kind().hitsDatabase()) {
        acts.add(act);
      }
      if (random.nextInt(6) == 0) {
        Act.Kind kind = random.nextBoolean() ? Act.Kind.IGNORE : Act.Kind.MODE;
        int who = random.nextInt(plain.devices);
        acts.add(new Act(kind, who, who, act.path(), act.to(), random.nextLong()));
      }
    }
    return new Scenario(seed, plain.devices, acts);
  }

  /** Three of sixteen are of few kinds and names. */
  static Scenario of(long seed) {
    return switch ((int) Math.floorMod(seed, 16L)) {
      case 1 -> Swarm.twins(seed);
      case 5 -> Swarm.locked(seed);
      case 9 -> Swarm.forgotten(seed);
      default -> storm(seed);
    };
  }

  private static Scenario storm(long seed) {
    var random = new Random(seed);
    int devices = SIZES[random.nextInt(SIZES.length)];
    List<Act.Kind> edits = new ArrayList<>();
    List<Act.Kind> faults = new ArrayList<>();
    Set<Act.Kind> left = EnumSet.allOf(Act.Kind.class);
    left.removeIf(kind -> kind.changesPolicy() || random.nextInt(3) == 0);
    left.add(Act.Kind.WRITE);
    left.add(Act.Kind.LOOK);
    for (Act.Kind kind : left) {
      (kind.isEdit() ? edits : faults).add(kind);
    }
    for (int i = 0; i < 3; i++) {
      edits.add(Act.Kind.WRITE);
    }
    int faultsIn = 2 + random.nextInt(6);
    int count = 5 + random.nextInt(random.nextInt(6) == 0 ? 150 : 40);
    var acts = new ArrayList<Act>();
    for (int i = 0; i < count; i++) {
      boolean fault = !faults.isEmpty() && random.nextInt(faultsIn) == 0;
      List<Act.Kind> from = fault ? faults : edits;
      Act.Kind kind = from.get(random.nextInt(from.size()));
      acts.add(
          new Act(
              kind,
              random.nextInt(devices),
              random.nextInt(devices),
              path(random),
              path(random),
              random.nextLong()));
    }
    return new Scenario(seed, devices, acts);
  }

  /**
   * A whole device that went back in time has forgotten what it told whom; one more loss on top of
   * that is more than can be made good.
   */
  boolean isBeyond() {
    return acts.stream().anyMatch(a -> a.kind() == Act.Kind.HOME_OLD)
        && acts.stream().filter(a -> a.kind().hitsDatabase()).count() > 1;
  }

  /** Whether devices ask a person about a few deletions already. */
  boolean careful() {
    return seed % 5 == 0;
  }

  private static RelPath path(Random random) {
    var path = new StringBuilder(NAMES[random.nextInt(NAMES.length)]);
    while (random.nextInt(3) == 0 && path.length() < 5) {
      path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
    }
    return RelPath.of(path.toString());
  }

  /** Plays it; what was violated, if anything was. */
  Optional<Throwable> play() {
    return playWith(new Sim(this));
  }

  Optional<Throwable> playWith(Sim sim) {
    try {
      sim.play();
      return Optional.empty();
    } catch (AssertionError | RuntimeException violated) {
      return Optional.of(violated);
    }
  }

  /** Leaves out acts, first many, then one by one, as long as something is still violated. */
  Scenario shrink(int mostRuns) {
    Scenario smallest = this;
    int runs = 0;
    for (int size = Math.max(1, acts.size() / 2); size >= 1; size /= 2) {
      boolean again = true;
      while (again && runs < mostRuns) {
        again = false;
        for (int at = 0; at < smallest.acts.size() && runs < mostRuns; ) {
          Scenario less = smallest.without(at, size);
          runs++;
          if (less.play().isPresent()) {
            smallest = less;
            again = true;
          } else {
            at += size;
          }
        }
      }
    }
    return smallest;
  }

  private Scenario without(int at, int size) {
    var less = new ArrayList<>(acts.subList(0, at));
    less.addAll(acts.subList(Math.min(acts.size(), at + size), acts.size()));
    return new Scenario(seed, devices, less, mesh);
  }

  static String report(long seed) {
    return "-Dbothways.seed=" + seed + " -Dbothways.sim.runs=1\n" + of(seed).report();
  }

  /** Everything that is needed to understand a violation. */
  String report() {
    Scenario small = shrink(600);
    var sim = new Sim(small);
    Optional<Throwable> why = small.playWith(sim);
    var text = new StringBuilder();
    why.ifPresent(w -> text.append(w).append('\n'));
    text.append(small.devices).append(" devices, ").append(small.acts.size()).append(" acts\n");
    small.acts.forEach(act -> text.append("  ").append(act).append('\n'));
    return text.append(sim.story()).append(sim.dump()).toString();
  }
}
