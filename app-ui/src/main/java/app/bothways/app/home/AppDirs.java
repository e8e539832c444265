package app.bothways.app.home;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a node's home is when nobody says otherwise, by the conventions of the operating system.
 *
 * <p>Linux: {@code $XDG_DATA_HOME/bothways} (XDG Base Directory Specification). macOS: {@code
 * ~/Library/Application Support/Bothways}. Windows: {@code %LOCALAPPDATA%\Bothways}; not the
 * roaming profile, which would carry one device's key to a second machine.
 */
public final class AppDirs {
  /** The families of systems whose conventions differ. */
  public enum Os {
    LINUX,
    MAC,
    WINDOWS;

    public static Os current() {
      String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      if (name.startsWith("windows")) {
        return WINDOWS;
      }
      return name.startsWith("mac") ? MAC : LINUX;
    }
  }

  private AppDirs() {}

  /**
   * The home to use: what {@code option} names, else {@code BOTHWAYS_HOME}, else the convention.
   * Always absolute; nothing is created.
   */
  public static Path home(Optional<Path> option, Map<String, String> env) {
    Path chosen =
        option
            .or(() -> variable(env, "BOTHWAYS_HOME").map(Path::of))
            .orElseGet(
                () -> convention(Os.current(), env, Path.of(System.getProperty("user.home"))));
    return chosen.toAbsolutePath().normalize();
  }

  static Path convention(Os os, Map<String, String> env, Path userHome) {
    return switch (os) {
      case LINUX ->
          variable(env, "XDG_DATA_HOME")
              .map(Path::of)
              // The specification tells to ignore relative paths here.
              .filter(Path::isAbsolute)
              .orElse(userHome.resolve(".local/share"))
              .resolve("bothways");
      case MAC -> userHome.resolve("Library/Application Support/Bothways");
      case WINDOWS ->
          variable(env, "LOCALAPPDATA")
              .map(Path::of)
              .orElse(userHome.resolve("AppData").resolve("Local"))
              .resolve("Bothways");
    };
  }

  private static Optional<String> variable(Map<String, String> env, String name) {
    return Optional.ofNullable(env.get(name)).filter(value -> !value.isBlank());
  }
}
