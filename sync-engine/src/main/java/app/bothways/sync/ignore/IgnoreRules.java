package app.bothways.sync.ignore;

import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All patterns of a folder on this device, in order; the first that matches decides. A pattern that
 * matches a directory decides for all that it holds. Immutable.
 *
 * <p>A directory in which an included name may lie is walked though it is ignored itself, and takes
 * part in the folder as soon as it holds such a name.
 */
public final class IgnoreRules {
  /** This device's own patterns; the file is never synced. */
  public static final String OWN = ".bothwaysignore";

  /** The patterns that all devices of the folder share, tried after the own ones; it is synced. */
  public static final String SHARED = ".bothwaysshared";

  public static final IgnoreRules NONE = new IgnoreRules(List.of(), List.of());

  /** A rule with what it matches. */
  record Compiled(Rule rule, Glob glob) {}

  private final List<Compiled> rules;
  private final List<RelPath> sources;
  private final String fingerprint;

  IgnoreRules(List<Compiled> rules, List<RelPath> sources) {
    this.rules = List.copyOf(rules);
    this.sources = List.copyOf(sources);
    fingerprint = fingerprint(this.rules);
  }

  private static String fingerprint(List<Compiled> rules) {
    var all = new StringBuilder();
    rules.forEach(r -> all.append(r.rule().text()).append('\n'));
    return all.length() + "-" + Long.toHexString(hash(all));
  }

  /** FNV-1a, 64 bits: tells a change from none, and need not withstand anybody. */
  private static long hash(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  public List<Rule> rules() {
    return rules.stream().map(Compiled::rule).toList();
  }

  /** The files that these rules came from, whether they exist or not: changes there matter. */
  public List<RelPath> sources() {
    return sources;
  }

  /** Equal for rules that give the same verdicts. */
  public String fingerprint() {
    return fingerprint;
  }

  public Verdict verdict(RelPath path) {
    if (path.isBelowName(OWN)) {
      return new Verdict.OwnFile();
    }
    String text = path.toString();
    if (text.length() == SHARED.length() && text.toLowerCase(Locale.ROOT).equals(SHARED)) {
      // What all devices share cannot be ignored by itself.
      return new Verdict.Synced();
    }
    return first(text).<Verdict>map(Verdict.Decided::new).orElseGet(Verdict.Synced::new);
  }

  private Optional<Rule> first(String text) {
    for (Compiled one : rules) {
      if (one.glob().matches(text)) {
        return Optional.of(one.rule());
      }
    }
    return Optional.empty();
  }

  public boolean ignores(RelPath path) {
    return verdict(path).ignores();
  }

  /**
   * Whether something in a directory that is ignored itself may be included; always for a directory
   * that is not ignored.
   */
  public boolean mayHoldIncluded(RelPath directory) {
    return switch (verdict(directory)) {
      case Verdict.Synced _ -> true;
      case Verdict.OwnFile _ -> false;
      case Verdict.Decided decided ->
          decided.rule().fate() == Rule.Fate.INCLUDE
              || includedBefore(decided.rule(), directory.toString());
    };
  }

  /** Only an earlier pattern can take something out of what {@code ignoring} matches. */
  private boolean includedBefore(Rule ignoring, String directory) {
    for (Compiled one : rules) {
      if (one.rule() == ignoring) {
        return false;
      }
      if (one.rule().fate() == Rule.Fate.INCLUDE && one.glob().mayMatchBelow(directory)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may be deleted where it is in the way of a directory that others deleted. */
  public boolean yieldsToDeletion(RelPath path) {
    return verdict(path) instanceof Verdict.Decided decided
        && decided.rule().fate() == Rule.Fate.IGNORE_AND_DELETE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IgnoreRules that && that.rules().equals(rules());
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
