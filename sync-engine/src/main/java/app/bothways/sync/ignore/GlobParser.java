package app.bothways.sync.ignore;

import app.bothways.sync.ignore.Glob.Chars;
import app.bothways.sync.ignore.Glob.Kind;
import app.bothways.sync.ignore.Glob.State;
import java.util.ArrayList;
import java.util.List;

/** Turns the text of one pattern, without its prefixes, into an automaton. For one pattern. */
final class GlobParser {
  static final int LONGEST = 1024;
  private static final int DEEPEST = 8;

  /** What is wrong with a pattern. */
  static final class FaultyException extends Exception {
    private static final long serialVersionUID = 1;

    FaultyException(String text) {
      super(text);
    }
  }

  /** A piece of automaton: where it begins, and the states whose {@code next} is still open. */
  private record Piece(int start, List<Integer> open) {}

  private final String text;
  private final char escape;
  private final Style.Cases cases;
  private final List<State> states = new ArrayList<>();
  private int at;

  GlobParser(String text, char escape, Style.Cases cases) {
    this.text = text;
    this.escape = escape;
    this.cases = cases;
  }

  Glob parse(Glob.Begin begin, Glob.Reach reach) throws FaultyException {
    if (text.isEmpty()) {
      throw new FaultyException("the pattern is empty");
    }
    if (text.length() > LONGEST) {
      throw new FaultyException("the pattern is longer than " + LONGEST + " characters");
    }
    Piece all = sequence(0);
    if (at < text.length()) {
      throw new FaultyException("'" + text.charAt(at) + "' has no beginning");
    }
    int end = add(new State(Kind.END, c -> false, -1, -1));
    connect(all.open(), end);
    return new Glob(states, all.start(), begin, reach);
  }

  private int add(State state) {
    states.add(state);
    return states.size() - 1;
  }

  private void connect(List<Integer> open, int to) {
    for (int state : open) {
      State s = states.get(state);
      states.set(
          state,
          s.next() < 0
              ? new State(s.kind(), s.chars(), to, s.other())
              : new State(s.kind(), s.chars(), s.next(), to));
    }
  }

  private Piece sequence(int depth) throws FaultyException {
    // An empty piece to begin with: a split with one way.
    int start = add(new State(Kind.SPLIT, c -> false, -1, -1));
    List<Integer> open = List.of(start);
    while (at < text.length()) {
      char c = text.charAt(at);
      if (depth > 0 && (c == ',' || c == '}')) {
        break;
      }
      Piece next = one(c, depth);
      connect(open, next.start());
      open = next.open();
    }
    return new Piece(start, open);
  }

  private Piece one(char c, int depth) throws FaultyException {
    if (c == escape) {
      return escaped();
    }
    return switch (c) {
      case '*' -> star();
      case '?' -> {
        at++;
        yield take(any -> any != '/');
      }
      case '[' -> take(charClass());
      case '{' -> alternatives(depth + 1);
      case '}', ']' -> {
        if (c == '}') {
          throw new FaultyException("'}' has no '{'");
        }
        yield literal();
      }
      default -> literal();
    };
  }

  private Piece escaped() throws FaultyException {
    at++;
    if (at == text.length()) {
      throw new FaultyException("nothing follows the escape at its end");
    }
    return literal();
  }

  private Piece literal() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return take(same(c));
  }

  private Chars same(int wanted) {
    if (cases == Style.Cases.AS_WRITTEN) {
      return c -> c == wanted;
    }
    int plain = plain(wanted);
    return c -> plain(c) == plain;
  }

  private static int plain(int c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  private Piece take(Chars chars) {
    int state = add(new State(Kind.TAKE, chars, -1, -1));
    return new Piece(state, List.of(state));
  }

  private Piece star() {
    int stars = 0;
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
      stars++;
    }
    Chars chars = stars > 1 ? c -> true : c -> c != '/';
    int split = add(new State(Kind.SPLIT, c -> false, -1, -1));
    int take = add(new State(Kind.TAKE, chars, split, -1));
    states.set(split, new State(Kind.SPLIT, c -> false, take, -1));
    return new Piece(split, List.of(split));
  }

  private Piece alternatives(int depth) throws FaultyException {
    if (depth > DEEPEST) {
      throw new FaultyException("braces are nested more than " + DEEPEST + " deep");
    }
    at++;
    var open = new ArrayList<Integer>();
    Piece first = sequence(depth);
    open.addAll(first.open());
    int start = first.start();
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      Piece more = sequence(depth);
      open.addAll(more.open());
      start = add(new State(Kind.SPLIT, c -> false, start, more.start()));
    }
    if (at == text.length()) {
      throw new FaultyException("'{' has no '}'");
    }
    at++;
    return new Piece(start, open);
  }

  private record Range(int from, int to) {
    boolean has(int c) {
      return from <= c && c <= to;
    }
  }

  private Chars charClass() throws FaultyException {
    at++;
    boolean not = at < text.length() && (text.charAt(at) == '!' || text.charAt(at) == '^');
    at += not ? 1 : 0;
    var ranges = new ArrayList<Range>();
    while (at < text.length() && (text.charAt(at) != ']' || ranges.isEmpty())) {
      int from = classChar();
      int to = from;
      boolean range =
          at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
      if (range) {
        at++;
        to = classChar();
      }
      if (to < from) {
        throw new FaultyException("a range in '[...]' runs backwards");
      }
      ranges.add(new Range(from, to));
    }
    if (at == text.length()) {
      throw new FaultyException("'[' has no ']'");
    }
    at++;
    return c -> c != '/' && inside(ranges, c) != not;
  }

  private boolean inside(List<Range> ranges, int c) {
    for (Range range : ranges) {
      if (range.has(c)
          || cases == Style.Cases.ALIKE
              && (range.has(Character.toLowerCase(c)) || range.has(Character.toUpperCase(c)))) {
        return true;
      }
    }
    return false;
  }

  private int classChar() throws FaultyException {
    if (text.charAt(at) == escape) {
      at++;
    }
    if (at == text.length()) {
      throw new FaultyException("'[' has no ']'");
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }
}
