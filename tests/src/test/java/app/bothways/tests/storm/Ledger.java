package app.bothways.tests.storm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people did, and what must therefore be true at rest. A content is wanted until somebody who
 * had it on his own disk replaced or deleted it. For one thread.
 */
final class Ledger {
  /** One content, the first time that somebody wrote it. */
  record Written(String path, String device, int act) {}

  /** What a program wrote over a file without care: readers may meet it half done. */
  private record Overwriting(byte[] old, byte[] now) {}

  private final Map<String, Written> written = new HashMap<>();
  private final Map<String, Integer> unwanted = new HashMap<>();
  private final Set<String> touched = new HashSet<>();
  private final Set<String> dead = new HashSet<>();
  private final Set<String> late = new HashSet<>();
  private final Set<String> halves = new HashSet<>();
  private final List<Overwriting> overwritings = new ArrayList<>();
  private long numbers;
  private int acts;

  long nextNumber() {
    return ++numbers;
  }

  int nextAct() {
    return ++acts;
  }

  int acts() {
    return acts;
  }

  /** A person has written {@code bytes}, and the program said that they are saved. */
  void wrote(byte[] bytes, String device, String path) {
    written.putIfAbsent(Content.id(bytes), new Written(path, device, acts));
  }

  /** As {@link #wrote}, over the bytes of a file that others may read meanwhile. */
  void overwrote(byte[] old, byte[] bytes, String device, String path) {
    wrote(bytes, device, path);
    unwanted(Content.id(old));
    overwritings.add(new Overwriting(old, bytes));
  }

  /**
   * A program wrote this to a file that it had held open. If a device had taken that file out of
   * the tree before, the bytes may be among its old versions.
   */
  void late(byte[] bytes) {
    late.add(Content.id(bytes));
  }

  /** These old versions are kept: what was written late and is among them is not lost. */
  void kept(Collection<String> versions) {
    late.stream().filter(versions::contains).forEach(this::unwanted);
  }

  /** The device broke off in the middle of a write: what is there may stay or go. */
  void halfWritten(byte[] bytes) {
    halves.add(Content.id(bytes));
  }

  /** A person who saw this content wanted it gone. */
  void unwanted(String id) {
    unwanted.putIfAbsent(id, acts);
  }

  /** A person did something to this content that keeps it, maybe while another deletes it. */
  void touched(String id) {
    touched.add(id);
  }

  /** Everything is at rest: what is nowhere now must never come back. */
  void bury(Collection<String> here) {
    dead.addAll(written.keySet());
    // Whatever stayed, against whosever will, is as good as any other from now on.
    here.forEach(dead::remove);
    here.forEach(unwanted::remove);
    overwritings.clear();
  }

  /** What is wrong with a tree at rest, given as path to content; empty when nothing is. */
  List<String> faults(Map<String, byte[]> tree) {
    Map<String, String> ids = new TreeMap<>();
    tree.forEach((path, bytes) -> ids.put(path, Content.id(bytes)));
    var faults = new ArrayList<String>();
    var here = new HashSet<>(ids.values());
    written.forEach(
        (id, by) -> {
          if (!unwanted.containsKey(id) && !here.contains(id)) {
            faults.add("I2 lost: " + id + " " + by);
          }
        });
    ids.forEach(
        (path, id) -> {
          if (dead.contains(id)) {
            faults.add("I5 came back: " + path + " is " + id + " " + written.get(id));
          } else if (!written.containsKey(id) && !isHalf(id, tree.get(path))) {
            faults.add("I3 invented: " + path + ", " + tree.get(path).length + " bytes, " + id);
          }
        });
    return faults;
  }

  private boolean isHalf(String id, byte[] bytes) {
    boolean half = halves.contains(id) || overwritings.stream().anyMatch(o -> between(o, bytes));
    if (half) {
      halves.add(id);
    }
    return half;
  }

  /** Whether {@code bytes} are the beginning of what was written, then the rest of the old. */
  private static boolean between(Overwriting o, byte[] bytes) {
    int same = Arrays.mismatch(o.now, bytes);
    int from = same < 0 ? bytes.length : same;
    return from == bytes.length
        || (bytes.length == o.old.length
            && Arrays.equals(bytes, from, bytes.length, o.old, from, bytes.length));
  }

  /**
   * Contents that are there although the only people who had a say wanted them gone. One that was
   * ever copied, moved or touched does not count: it may be wanted at another place.
   */
  Set<String> stale(Collection<String> here) {
    var stale = new TreeSet<>(here);
    stale.removeIf(id -> !unwanted.containsKey(id) || touched.contains(id));
    return stale;
  }

  /** Paths that hold one content which nobody copied. */
  Map<String, Set<String>> doubles(Map<String, String> ids) {
    Map<String, Set<String>> places = new LinkedHashMap<>();
    ids.forEach((path, id) -> places.computeIfAbsent(id, _ -> new TreeSet<>()).add(path));
    places.entrySet().removeIf(e -> e.getValue().size() < 2 || touched.contains(e.getKey()));
    return places;
  }

  Optional<Written> origin(String id) {
    return Optional.ofNullable(written.get(id));
  }

  int contents() {
    return written.size();
  }
}
