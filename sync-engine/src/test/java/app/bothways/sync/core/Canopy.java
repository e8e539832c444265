package app.bothways.sync.core;

import app.bothways.sync.model.RelPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Three trees that were one: a small tree that three devices share, and what a person does to each
 * copy of it while none of them hears of the others (after CanopyCheck of Dropbox's Nucleus). Then
 * they meet, and what each plans is done in any order.
 */
final class Canopy {
  private static final int DEVICES = 3;
  private static final int MOST_NODES = 12;
  private static final int MOST_EDITS = 4;

  /** Twins by case, and one name in two spellings of Unicode. */
  private static final String[] NAMES = {"a", "A", "b", "\u00e9", "e\u0301"};

  private static final Act.Kind[] EDITS = {
    Act.Kind.RENAME,
    Act.Kind.RENAME,
    Act.Kind.RENAME,
    Act.Kind.SWAP,
    Act.Kind.DELETE,
    Act.Kind.WRITE,
    Act.Kind.SAVE_BY_RENAME,
    Act.Kind.MAKE_DIR,
    Act.Kind.FLIP,
    Act.Kind.LINK,
    Act.Kind.COPY,
    Act.Kind.CHMOD
  };

  private final Random random;
  private final List<Act> acts = new ArrayList<>();
  private final List<RelPath> nodes = new ArrayList<>();
  private final List<RelPath> dirs = new ArrayList<>();

  private Canopy(long seed) {
    random = new Random(seed);
  }

  static Scenario of(long seed) {
    var canopy = new Canopy(seed);
    canopy.growOne();
    canopy.act(Act.Kind.BARRIER, 0, 0, RelPath.of("a"), RelPath.of("a"));
    for (int i = 0; i < DEVICES; i++) {
      canopy.act(Act.Kind.CUT, i, (i + 1) % DEVICES, RelPath.of("a"), RelPath.of("a"));
    }
    canopy.tearApart();
    // Never one of those that ask people about a few deletions.
    return new Scenario(seed * 5 + 1, DEVICES, canopy.acts);
  }

  private void act(Act.Kind kind, int who, int other, RelPath path, RelPath to) {
    acts.add(new Act(kind, who, other, path, to, random.nextLong()));
  }

  private void growOne() {
    int count = 1 + random.nextInt(MOST_NODES);
    for (int i = 0; i < count; i++) {
      RelPath node = place();
      boolean dir = random.nextInt(5) < 2;
      act(dir ? Act.Kind.MAKE_DIR : Act.Kind.WRITE, 0, 0, node, node);
      nodes.add(node);
      if (dir) {
        dirs.add(node);
      }
    }
  }

  private RelPath place() {
    String name = NAMES[random.nextInt(NAMES.length)];
    return dirs.isEmpty() || random.nextInt(3) == 0
        ? RelPath.of(name)
        : dirs.get(random.nextInt(dirs.size())).child(name);
  }

  private void tearApart() {
    for (int who = 0; who < DEVICES; who++) {
      for (int edits = random.nextInt(MOST_EDITS + 1); edits > 0; edits--) {
        RelPath node = random.nextInt(5) == 0 ? place() : nodes.get(random.nextInt(nodes.size()));
        RelPath to = random.nextBoolean() ? place() : nodes.get(random.nextInt(nodes.size()));
        act(EDITS[random.nextInt(EDITS.length)], who, who, node, to);
      }
    }
  }
}
