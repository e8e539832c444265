package app.bothways.app.node;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.home.Settings;
import app.bothways.app.home.SettingsFile;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.pairing.DeviceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What this device says of itself. Any thread. */
final class Identity {
  private final SettingsFile file;
  private final String otherwise;
  private volatile Settings settings;

  Identity(SettingsFile file, Settings settings) {
    this.file = file;
    this.settings = settings;
    this.otherwise = hostName(System.getenv());
  }

  String name() {
    return settings.name().orElse(otherwise);
  }

  boolean named() {
    return settings.name().isPresent();
  }

  /** Durable when it returns. */
  synchronized void name(String name) throws Refusal {
    Settings renamed = settings.withName(checkName(name));
    file.write(renamed);
    settings = renamed;
  }

  DirectMode direct() {
    return settings.reach().direct();
  }

  DeviceInfo info() {
    return new DeviceInfo(name(), system());
  }

  /**
   * @throws Refusal when no device can be called so
   */
  static String checkName(String name) throws Refusal {
    String trimmed = name.strip();
    int length = trimmed.codePointCount(0, trimmed.length());
    if (length < 1 || length > 64 || trimmed.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(
          Mistake.BAD_NAME, "a device's name has 1 to 64 characters and no line breaks");
    }
    return trimmed;
  }

  /** As people call it: a Linux by its distribution, since its own version is the kernel's. */
  private static String system() {
    String name = System.getProperty("os.name", "");
    return distribution(Path.of("/etc/os-release"))
        .filter(any -> name.equals("Linux"))
        .orElse(name + " " + System.getProperty("os.version", ""));
  }

  /** What the file of os-release(5) says for people; empty when it says nothing usable. */
  static Optional<String> distribution(Path release) {
    try {
      return Files.readAllLines(release).stream()
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .map(line -> line.substring("PRETTY_NAME=".length()).replaceAll("[\"'\\p{Cntrl}]", ""))
          .map(String::strip)
          .filter(pretty -> !pretty.isEmpty() && pretty.length() <= 48)
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** What this machine is called, up to the first dot. Asks no name server. */
  private static String hostName(Map<String, String> env) {
    return Optional.ofNullable(env.get("COMPUTERNAME"))
        .or(() -> Optional.ofNullable(env.get("HOSTNAME")))
        .or(Identity::localHost)
        .map(name -> name.split("\\.")[0])
        .filter(name -> !name.isBlank() && !name.equals("localhost"))
        .orElse("This device");
  }

  /** Where Linux keeps it; other systems set a variable. */
  private static Optional<String> localHost() {
    try {
      return Optional.of(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }
}
