package app.bothways.ui.parts;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Every text of the window, from {@code messages.properties}. Keys are literals in the source, so
 * that a test can compare both sides. A missing key is a bug and throws. Any thread may call.
 */
public final class Texts {
  /** The locale in which the texts are written; numbers beside them follow it. */
  public static final Locale LOCALE = Locale.ENGLISH;

  private static final ResourceBundle BUNDLE =
      ResourceBundle.getBundle("app.bothways.assets.messages", LOCALE);

  private Texts() {}

  public static String of(String key, Object... args) {
    return new MessageFormat(BUNDLE.getString(key), LOCALE).format(args);
  }

  /** The text of one constant: key {@code prefix.constant-in-lower-case}. */
  public static String each(String prefix, Enum<?> constant, Object... args) {
    return of(prefix + "." + constant.name().toLowerCase(Locale.ROOT), args);
  }
}
