package app.bothways.sync.ignore;

/** What the rules say of one name, and why. */
public sealed interface Verdict {
  /** No pattern matches. */
  record Synced() implements Verdict {}

  /** The first pattern that matches it, or a directory above it, decided. */
  record Decided(Rule rule) implements Verdict {}

  /** The ignore file itself, which belongs to this device alone. */
  record OwnFile() implements Verdict {}

  default boolean ignores() {
    return switch (this) {
      case Synced _ -> false;
      case Decided decided -> decided.rule().fate() != Rule.Fate.INCLUDE;
      case OwnFile _ -> true;
    };
  }
}
