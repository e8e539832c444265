package app.bothways.ui.settings;

import java.util.Locale;
import java.util.Optional;

/** How the window looks; kept in the setting {@link #KEY}, lower case. */
public enum ThemeChoice {
  SYSTEM,
  LIGHT,
  DARK;

  public static final String KEY = "theme";

  /** What a stored setting means; anything unknown means to follow the system. */
  public static ThemeChoice of(Optional<String> setting) {
    for (ThemeChoice choice : values()) {
      if (setting.filter(choice.stored()::equalsIgnoreCase).isPresent()) {
        return choice;
      }
    }
    return SYSTEM;
  }

  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }
}
