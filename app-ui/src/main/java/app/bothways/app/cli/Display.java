package app.bothways.app.cli;

import app.bothways.app.home.AppDirs.Os;
import java.util.Map;

/** Whether a window can be opened here. Asks the environment only; loads nothing of JavaFX. */
final class Display {
  private Display() {}

  static boolean available(Os os, Map<String, String> env, String glassPlatform) {
    if ("Headless".equalsIgnoreCase(glassPlatform)) {
      return true;
    }
    return switch (os) {
      case LINUX -> set(env, "DISPLAY") || set(env, "WAYLAND_DISPLAY");
      case MAC, WINDOWS -> true;
    };
  }

  private static boolean set(Map<String, String> env, String name) {
    return !env.getOrDefault(name, "").isBlank();
  }
}
