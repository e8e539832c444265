package app.bothways.sync.ignore;

/**
 * A line that cannot be understood.
 *
 * @param text what is wrong with it, the middle of a sentence
 */
public record Fault(String file, int line, String text) {
  @Override
  public String toString() {
    return "line " + line + " of " + file + ": " + text;
  }
}
