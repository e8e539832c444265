package app.bothways.sync.ignore;

import java.util.Locale;

/** How patterns are read on a kind of system. */
public enum Style {
  LINUX('\\', Cases.AS_WRITTEN),
  MAC('\\', Cases.ALIKE),
  // WINDOWS: the backslash separates names there, so another character escapes.
  WINDOWS('|', Cases.ALIKE);

  /** Whether upper and lower case are told apart. */
  enum Cases {
    AS_WRITTEN,
    ALIKE
  }

  final char escape;
  final Cases cases;

  Style(char escape, Cases cases) {
    this.escape = escape;
    this.cases = cases;
  }

  /** That of this machine. */
  public static Style here() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return os.startsWith("windows") ? WINDOWS : os.startsWith("mac") ? MAC : LINUX;
  }
}
