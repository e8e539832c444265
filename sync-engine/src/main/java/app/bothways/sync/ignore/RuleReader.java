package app.bothways.sync.ignore;

import app.bothways.sync.ignore.Rule.Fate;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the ignore files of one folder. A line that cannot be understood is a {@link Fault}, and
 * only that line is left out; the caller decides whether that is good enough.
 */
public final class RuleReader {
  static final int MOST_RULES = 5000;
  static final int MOST_FILES = 64;
  static final int MOST_STATES = 500_000;
  private static final int DEEPEST_INCLUDE = 16;

  /** Where ignore files are read. */
  @FunctionalInterface
  public interface Source {
    /**
     * The whole text of a file of the folder; empty when there is none.
     *
     * @throws IOException when it cannot be read, or is longer than any ignore file
     */
    Optional<String> text(RelPath file) throws IOException;
  }

  /**
   * What the ignore files say.
   *
   * @param ownFaults in this device's own file and what it includes
   * @param sharedFaults in the shared file and what it includes: perhaps another device's mistake
   */
  public record Reading(IgnoreRules rules, List<Fault> ownFaults, List<Fault> sharedFaults) {
    public static final Reading NOTHING = new Reading(IgnoreRules.NONE, List.of(), List.of());

    public Reading {
      ownFaults = List.copyOf(ownFaults);
      sharedFaults = List.copyOf(sharedFaults);
    }
  }

  private final Source source;
  private final Style style;
  private final List<IgnoreRules.Compiled> rules = new ArrayList<>();
  private final Set<RelPath> files = new LinkedHashSet<>();
  private final Set<RelPath> included = new HashSet<>();
  private List<Fault> faults = new ArrayList<>();
  private int states;

  private RuleReader(Source source, Style style) {
    this.source = source;
    this.style = style;
  }

  /**
   * @throws IOException when a file that is there cannot be read: then nobody knows what is ignored
   */
  public static Reading read(Source source, Style style) throws IOException {
    var reader = new RuleReader(source, style);
    reader.begin(RelPath.of(IgnoreRules.OWN));
    List<Fault> own = reader.faults;
    reader.faults = new ArrayList<>();
    reader.begin(RelPath.of(IgnoreRules.SHARED));
    return new Reading(
        new IgnoreRules(reader.rules, List.copyOf(reader.files)), own, reader.faults);
  }

  /** Whether one line would be understood; the fault when not. */
  public static Optional<Fault> check(String line, Style style) {
    try {
      Reading reading =
          read(
              file ->
                  file.toString().equals(IgnoreRules.OWN) ? Optional.of(line) : Optional.empty(),
              style);
      return line.strip().startsWith("#include")
          ? Optional.empty()
          : reading.ownFaults().stream().findFirst();
    } catch (IOException cannotHappen) {
      return Optional.of(new Fault(IgnoreRules.OWN, 1, String.valueOf(cannotHappen.getMessage())));
    }
  }

  private void begin(RelPath file) throws IOException {
    files.add(file);
    Optional<String> text = source.text(file);
    if (text.isPresent()) {
      lines(file, text.get(), 1);
    }
  }

  /** Where a line stands, and how deep in includes. */
  private record Place(RelPath file, int line, int depth) {}

  private void lines(RelPath file, String text, int depth) throws IOException {
    char escape = style.escape;
    boolean patternsBegan = false;
    int line = 0;
    for (String raw : text.split("\n", -1)) {
      String trimmed = raw.strip();
      var place = new Place(file, ++line, depth);
      if (line == 1 && trimmed.startsWith("\uFEFF")) {
        trimmed = trimmed.substring(1).strip();
      }
      if (trimmed.isEmpty() || trimmed.startsWith("//")) {
        continue;
      }
      if (trimmed.startsWith("#escape")) {
        Optional<Character> given = escape(trimmed);
        if (given.isEmpty() || patternsBegan) {
          fault(place, "'#escape=X' takes one character and stands before the first pattern");
        }
        escape = given.orElse(escape);
      } else if (trimmed.matches("#include(\\s.*)?")) {
        patternsBegan = true;
        include(place, trimmed.substring("#include".length()).strip());
      } else {
        patternsBegan = true;
        pattern(place, trimmed, escape);
      }
    }
  }

  private static Optional<Character> escape(String line) {
    String rest = line.substring("#escape".length()).strip();
    return rest.startsWith("=") && rest.substring(1).strip().length() == 1
        ? Optional.of(rest.substring(1).strip().charAt(0))
        : Optional.empty();
  }

  private void fault(Place place, String text) {
    if (faults.size() < 100) {
      faults.add(new Fault(place.file().toString(), place.line(), text));
    }
  }

  private void include(Place place, String name) throws IOException {
    Optional<RelPath> file = resolve(place.file(), name);
    if (file.isEmpty()) {
      fault(place, "'" + name + "' is not a file inside the folder");
      return;
    }
    if (place.depth() >= DEEPEST_INCLUDE || files.size() >= MOST_FILES) {
      fault(place, "too many files are included");
      return;
    }
    if (!included.add(file.get())) {
      fault(place, "'" + file.get() + "' is included twice");
      return;
    }
    files.add(file.get());
    Optional<String> text = source.text(file.get());
    if (text.isEmpty()) {
      fault(place, "there is no file '" + file.get() + "'");
      return;
    }
    lines(file.get(), text.get(), place.depth() + 1);
  }

  /** Relative to the including file; never outside of the folder. */
  private static Optional<RelPath> resolve(RelPath from, String name) {
    var names = new ArrayList<String>(from.parent().map(RelPath::names).orElse(List.of()));
    String plain = name.replace('\\', '/');
    if (plain.startsWith("/") || plain.isEmpty()) {
      return Optional.empty();
    }
    for (String part : plain.split("/")) {
      if (part.equals("..")) {
        if (names.isEmpty()) {
          return Optional.empty();
        }
        names.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        names.add(part);
      }
    }
    return RelPath.parse(String.join("/", names));
  }

  private void pattern(Place place, String line, char escape) {
    try {
      compile(place, line, escape);
    } catch (GlobParser.FaultyException faulty) {
      fault(place, faulty.getMessage());
    }
  }

  private void compile(Place place, String line, char escape) throws GlobParser.FaultyException {
    Style.Cases cases = style.cases;
    Fate fate = Fate.IGNORE;
    boolean include = false;
    String rest = line;
    for (boolean more = true; more; ) {
      if (rest.startsWith("!") && !include) {
        include = true;
        rest = rest.substring(1);
      } else if (rest.startsWith("(?i)")) {
        cases = Style.Cases.ALIKE;
        rest = rest.substring(4);
      } else if (rest.startsWith("(?d)")) {
        fate = Fate.IGNORE_AND_DELETE;
        rest = rest.substring(4);
      } else {
        more = false;
      }
    }
    var rule = new Rule(place.file().toString(), place.line(), line, include ? Fate.INCLUDE : fate);
    add(rule, glob(Normalizer.normalize(rest, Normalizer.Form.NFC), escape, cases));
  }

  private static Glob glob(String pattern, char escape, Style.Cases cases)
      throws GlobParser.FaultyException {
    String rest = pattern;
    Glob.Begin begin = Glob.Begin.EVERY_NAME;
    if (rest.startsWith("/")) {
      begin = Glob.Begin.ROOT;
      rest = rest.substring(1);
    } else if (rest.startsWith("**/")) {
      rest = rest.substring(3);
    }
    Glob.Reach reach = Glob.Reach.SELF_AND_BELOW;
    if (rest.length() > 1 && rest.endsWith("/")) {
      reach = Glob.Reach.BELOW;
      rest = rest.substring(0, rest.length() - 1);
    } else if (rest.length() > 3 && rest.endsWith("/**")) {
      reach = Glob.Reach.BELOW;
      rest = rest.substring(0, rest.length() - 3);
    }
    return new GlobParser(rest, escape, cases).parse(begin, reach);
  }

  private void add(Rule rule, Glob glob) throws GlobParser.FaultyException {
    states += glob.size();
    if (rules.size() >= MOST_RULES || states > MOST_STATES) {
      throw new GlobParser.FaultyException("there are too many patterns");
    }
    rules.add(new IgnoreRules.Compiled(rule, glob));
  }
}
