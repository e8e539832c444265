package app.bothways.app;

import app.bothways.sync.RefusedException;

/** Something asked for cannot be done. The message is one sentence for people; nothing changed. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  public Refusal(String sentence) {
    super(sentence);
  }

  public Refusal(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** Names something that is no path inside a folder. */
  public static Refusal notAPath(String text) {
    String sentence = "'" + text + "' is not a path inside the folder.";
    return of(new RefusedException(app.bothways.sync.Refusal.NOT_A_PATH, sentence));
  }

  /** What the folders refused, with what the person can do about it. */
  public static Refusal of(RefusedException refused) {
    return new Refusal(refused.getMessage() + " " + refused.code().next(), refused);
  }
}
