package app.bothways.ui.parts;

/**
 * A number as it is shown large, with its unit and what it is of.
 *
 * @param unit may be empty
 * @param below a line in small print; may be empty
 */
public record Figure(String number, String unit, String below) {
  public static final Figure EMPTY = new Figure("", "", "");
}
