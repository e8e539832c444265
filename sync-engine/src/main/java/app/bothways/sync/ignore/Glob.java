package app.bothways.sync.ignore;

import java.util.List;

/**
 * One compiled pattern: a nondeterministic automaton (Thompson, 1968) that is in all of its states
 * at once, so that a match costs at most the length of the path times that of the pattern, whatever
 * they are.
 *
 * <p>It is tried against the path and every directory above it; unless rooted, from every name on.
 */
final class Glob {
  /** One state; {@code next} and {@code other} are states, -1 for none. */
  record State(Kind kind, Chars chars, int next, int other) {}

  /** What a state does. */
  enum Kind {
    /** Takes one character and goes on. */
    TAKE,
    /** Goes on to two states without taking anything. */
    SPLIT,
    END
  }

  /** Which characters a state takes. */
  @FunctionalInterface
  interface Chars {
    boolean has(int c);
  }

  /** Where a match may begin. */
  enum Begin {
    ROOT,
    EVERY_NAME
  }

  /** Whether the last name matched itself belongs to the match, or only what is in it. */
  enum Reach {
    SELF_AND_BELOW,
    BELOW
  }

  private final State[] states;
  private final int start;
  private final Begin begin;
  private final Reach reach;

  Glob(List<State> states, int start, Begin begin, Reach reach) {
    this.states = states.toArray(State[]::new);
    this.start = start;
    this.begin = begin;
    this.reach = reach;
  }

  int size() {
    return states.length;
  }

  boolean matches(String path) {
    var run = new Run();
    int at = 0;
    boolean nameBegins = true;
    while (true) {
      if (nameBegins && (at == 0 || begin == Begin.EVERY_NAME)) {
        run.enter(start);
      }
      boolean atEnd = at == path.length();
      boolean boundary = atEnd || path.charAt(at) == '/';
      if (boundary && run.ended && (reach == Reach.SELF_AND_BELOW || !atEnd)) {
        return true;
      }
      if (atEnd || run.isEmpty() && begin == Begin.ROOT) {
        return false;
      }
      int c = path.codePointAt(at);
      run.take(c);
      nameBegins = c == '/';
      at += Character.charCount(c);
    }
  }

  /** Whether it could match something in {@code directory}, at any depth. */
  boolean mayMatchBelow(String directory) {
    if (begin == Begin.EVERY_NAME) {
      return true;
    }
    var run = new Run();
    run.enter(start);
    String inside = directory + "/";
    for (int at = 0; at < inside.length(); ) {
      if (inside.charAt(at) == '/' && run.ended) {
        return true;
      }
      if (run.isEmpty()) {
        return false;
      }
      int c = inside.codePointAt(at);
      run.take(c);
      at += Character.charCount(c);
    }
    return !run.isEmpty();
  }

  /** The states that the automaton is in. */
  private final class Run {
    private int[] now = new int[states.length];
    private int[] before = new int[states.length];
    private final int[] seen = new int[states.length];
    private final int[] open = new int[2 * states.length + 1];
    private int count;
    private int turn = 1;
    private boolean ended;

    boolean isEmpty() {
      return count == 0;
    }

    void enter(int state) {
      int top = 0;
      open[top++] = state;
      while (top > 0) {
        int next = open[--top];
        if (next < 0 || seen[next] == turn) {
          continue;
        }
        seen[next] = turn;
        State s = states[next];
        switch (s.kind()) {
          case TAKE -> now[count++] = next;
          case SPLIT -> {
            open[top++] = s.next();
            open[top++] = s.other();
          }
          case END -> ended = true;
        }
      }
    }

    void take(int c) {
      int[] from = now;
      int n = count;
      now = before;
      before = from;
      count = 0;
      turn++;
      ended = false;
      for (int i = 0; i < n; i++) {
        State s = states[from[i]];
        if (s.chars().has(c)) {
          enter(s.next());
        }
      }
    }
  }
}
