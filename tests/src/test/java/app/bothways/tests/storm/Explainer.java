package app.bothways.tests.storm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether what was seen of one file can be what devices do that lose nothing. After Hughes, Pierce,
 * Arts and Norell, "Mysteries of Dropbox" (ICST 2016): there is one agreed value; a device may at
 * any moment hand in what was changed on it, or take the agreed value if nothing was. Those steps
 * cannot be seen, so all of them are tried. Their server keeps what it got first; here, where no
 * device is before another, either of two values may stay, and the other must become a copy.
 */
final class Explainer {
  /**
   * @param agreed what all will take
   * @param values what each device has
   * @param fresh which devices have seen {@code agreed}
   * @param clean on which nothing was changed since they handed in or took
   */
  private record State(
      int agreed,
      List<Integer> values,
      List<Boolean> fresh,
      List<Boolean> clean,
      Set<Integer> copies) {}

  private Explainer() {}

  /** The first observation that nothing explains; empty when all can be. */
  static OptionalInt surprise(int devices, List<Observation> seen) {
    Set<State> possible = new HashSet<>();
    possible.add(
        new State(
            Observation.NOTHING,
            all(devices, Observation.NOTHING),
            all(devices, true),
            all(devices, true),
            Set.of()));
    for (int i = 0; i < seen.size(); i++) {
      Set<State> next = new HashSet<>();
      for (State state : closure(possible)) {
        after(state, seen.get(i)).forEach(next::add);
      }
      if (next.isEmpty()) {
        return OptionalInt.of(i);
      }
      possible = next;
    }
    return OptionalInt.empty();
  }

  private static <T> List<T> all(int count, T value) {
    return java.util.Collections.nCopies(count, value);
  }

  private static List<State> after(State s, Observation seen) {
    return switch (seen) {
      case Observation.Read(int device, int value) ->
          s.values.get(device) == value ? List.of(s) : List.of();
      case Observation.Write(int device, int old, int now) ->
          s.values.get(device) == old
              ? List.of(
                  new State(
                      s.agreed,
                      with(s.values, device, now),
                      s.fresh,
                      with(s.clean, device, false),
                      s.copies))
              : List.of();
      case Observation.LateWrite(int device, int old, int now) -> {
        // Whoever wrote into what the device had put aside must find it again, as a copy.
        var aside = new State(s.agreed, s.values, s.fresh, s.clean, plus(s.copies, now));
        yield s.values.get(device) == old
            ? List.of(after(s, new Observation.Write(device, old, now)).getFirst(), aside)
            : List.of(aside);
      }
      case Observation.Rest(List<Integer> values, Set<Integer> copies) -> {
        boolean same = s.values.equals(values) && s.copies.equals(copies);
        boolean quiet = !s.fresh.contains(false) && !s.clean.contains(false);
        yield same && quiet ? List.of(s) : List.of();
      }
    };
  }

  private static Set<State> closure(Set<State> from) {
    Set<State> found = new HashSet<>(from);
    Deque<State> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      for (State next : unseen(open.poll())) {
        if (found.add(next)) {
          open.add(next);
        }
      }
    }
    return found;
  }

  private static List<State> unseen(State s) {
    var steps = new ArrayList<State>();
    for (int device = 0; device < s.values.size(); device++) {
      if (!s.clean.get(device)) {
        steps.addAll(handedIn(s, device));
      } else if (!s.fresh.get(device)) {
        steps.add(
            new State(
                s.agreed,
                with(s.values, device, s.agreed),
                with(s.fresh, device, true),
                s.clean,
                s.copies));
      }
    }
    return steps;
  }

  private static List<State> handedIn(State s, int device) {
    int mine = s.values.get(device);
    if (s.fresh.get(device) || mine == s.agreed) {
      return List.of(agreed(s, device, mine, s.copies));
    }
    if (mine == Observation.NOTHING) {
      // A change beats a deletion.
      return List.of(kept(s, device, s.copies));
    }
    if (s.agreed == Observation.NOTHING) {
      return List.of(agreed(s, device, mine, s.copies));
    }
    return List.of(
        agreed(s, device, mine, plus(s.copies, s.agreed)), kept(s, device, plus(s.copies, mine)));
  }

  private static State agreed(State s, int device, int value, Set<Integer> copies) {
    boolean news = value != s.agreed;
    List<Boolean> fresh = with(news ? all(s.values.size(), false) : s.fresh, device, true);
    return new State(value, s.values, fresh, with(s.clean, device, true), copies);
  }

  private static State kept(State s, int device, Set<Integer> copies) {
    return new State(s.agreed, s.values, s.fresh, with(s.clean, device, true), copies);
  }

  private static Set<Integer> plus(Set<Integer> copies, int value) {
    var more = new TreeSet<>(copies);
    more.add(value);
    return Set.copyOf(more);
  }

  private static <T> List<T> with(List<T> list, int index, T value) {
    var changed = new ArrayList<>(list);
    changed.set(index, value);
    return List.copyOf(changed);
  }
}
