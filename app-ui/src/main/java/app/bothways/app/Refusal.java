package app.bothways.app;

import app.bothways.sync.RefusedException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;

/**
 * Something asked for cannot be done. The message is one sentence for people, the code is the same
 * for the same reason (docs/errors.md); nothing changed.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  public Refusal(Mistake mistake, String sentence) {
    super(sentence);
    code = mistake.word();
  }

  public Refusal(Mistake mistake, String sentence, Throwable cause) {
    super(sentence, cause);
    code = mistake.word();
  }

  private Refusal(RefusedException refused) {
    super(refused.getMessage() + " " + refused.code().next(), refused);
    code = refused.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A word for programs, such as {@code no-such-device}. */
  public String code() {
    return code;
  }

  /** What the files of this home could not take, or not tell, with what the person can do. */
  public static Refusal notWritten(UncheckedIOException failed) {
    Throwable cause = failed.getCause();
    String text = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    String sentence = Character.toUpperCase(text.charAt(0)) + text.substring(1) + ". ";
    return new Refusal(Mistake.NOT_WRITTEN, sentence + Mistake.NOT_WRITTEN.next(), failed);
  }

  /** Names something that is no path inside a folder. */
  public static Refusal notAPath(String text) {
    String sentence = "'" + text + "' is not a path inside the folder.";
    return of(new RefusedException(app.bothways.sync.Refusal.NOT_A_PATH, sentence));
  }

  /** What the folders refused, with what the person can do about it. */
  public static Refusal of(RefusedException refused) {
    return new Refusal(refused);
  }
}
