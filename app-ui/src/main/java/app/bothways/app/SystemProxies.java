package app.bothways.app;

import java.util.Locale;
import java.util.Properties;

/**
 * Whether Java asks the desktop for its proxy. Windows and macOS keep that setting where programs
 * are to look for it; on Linux the variables say it, which Java does not read and {@code net} does,
 * and asking the desktop would load its libraries into a daemon.
 */
final class SystemProxies {
  private static final String PROPERTY = "java.net.useSystemProxies";

  private SystemProxies() {}

  /** To be called before anything uses the network; a value that somebody set stays. */
  static void respect(String system, Properties properties) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows") || name.startsWith("mac")) {
      properties.putIfAbsent(PROPERTY, "true");
    }
  }
}
