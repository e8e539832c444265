package app.bothways.app;

import app.bothways.net.report.Why;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The reason for a link's state in words for people: the same in the window and on the command
 * line, from {@code messages.properties}.
 *
 * @param sentence what is the case
 * @param help what would change it; empty where nothing needs to change
 */
public record WhyText(String sentence, String help) {
  private static final ResourceBundle TEXTS =
      ResourceBundle.getBundle("app.bothways.assets.messages", Locale.ENGLISH);

  public static WhyText of(Why why) {
    String name = why.name().toLowerCase(Locale.ROOT);
    return new WhyText(TEXTS.getString("why." + name), TEXTS.getString("why-help." + name));
  }

  /** Both in one line. */
  public String line() {
    return help.isEmpty() ? sentence : sentence + " " + help;
  }
}
