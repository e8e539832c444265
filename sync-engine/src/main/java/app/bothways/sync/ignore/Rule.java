package app.bothways.sync.ignore;

/**
 * One pattern as somebody wrote it.
 *
 * @param file where it stands, from the folder's root
 * @param line 1 for the first
 * @param text the line without blanks around it
 */
public record Rule(String file, int line, String text, Fate fate) {
  /** What a pattern wants of the names it matches. */
  public enum Fate {
    INCLUDE,
    IGNORE,
    /** Ignored, and in the way of a directory that others deleted it goes with it. */
    IGNORE_AND_DELETE
  }

  @Override
  public String toString() {
    return file + ":" + line + ": " + text;
  }
}
