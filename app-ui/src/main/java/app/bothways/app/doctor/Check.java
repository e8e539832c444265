package app.bothways.app.doctor;

/**
 * What was found about one thing.
 *
 * @param help what a person could do; empty where nothing needs to be done
 */
public record Check(String name, Verdict verdict, String text, String help) {
  /** How bad it is. */
  public enum Verdict {
    OK,
    /** Bothways works, and may work better. */
    HINT,
    /** Something of Bothways does not work. */
    PROBLEM
  }

  static Check ok(String name, String text) {
    return new Check(name, Verdict.OK, text, "");
  }

  static Check hint(String name, String text, String help) {
    return new Check(name, Verdict.HINT, text, help);
  }

  static Check problem(String name, String text, String help) {
    return new Check(name, Verdict.PROBLEM, text, help);
  }
}
