package app.bothways.app.doctor;

import app.bothways.net.report.NativePart;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at everything in turn. */
public final class Doctor {
  private static final int JAVA = 25;
  private static final long WATCHES = 65_536;
  private static final long INSTANCES = 128;
  private static final long LITTLE = 1L << 30;
  private static final long TOO_LITTLE = 100L << 20;
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);
  private static final Path INOTIFY = Path.of("/proc/sys/fs/inotify");

  private final Machine machine;
  private final Path home;
  private final String system;

  /**
   * @param home the directory of the node in question, which need not exist
   */
  public Doctor(Machine machine, Path home) {
    this.machine = machine;
    this.home = home;
    this.system = machine.system().toLowerCase(Locale.ROOT);
  }

  public List<Check> run() {
    var checks = new ArrayList<Check>();
    checks.add(java());
    machine.natives().forEach(part -> checks.add(part(part)));
    checks.add(Check.ok("camera", "not used: codes are read from pictures or pasted as links"));
    checks.add(inotify());
    checks.add(clock());
    checks.add(disk());
    checks.add(firewall());
    return checks;
  }

  private Check java() {
    String text = "Java " + machine.javaFeature() + " on " + machine.system();
    return machine.javaFeature() >= JAVA
        ? Check.ok("java", text)
        : Check.problem("java", text, "Bothways needs Java " + JAVA + " or newer.");
  }

  private static Check part(NativePart part) {
    String name = part.name();
    if (part.fault().isEmpty()) {
      return Check.ok(name, "loaded");
    }
    return switch (part.need()) {
      case NEEDED ->
          Check.problem(
              name, part.fault().get(), "Without it no device can be reached on this machine.");
      case FASTER ->
          Check.hint(name, part.fault().get(), "Bothways works without it, with more CPU time.");
      case NOT_HERE -> Check.ok(name, "not on this system");
    };
  }

  private boolean linux() {
    return system.startsWith("linux");
  }

  private Check inotify() {
    if (!linux()) {
      return Check.ok("file watching", "this system has no limit to look at");
    }
    Optional<Long> watches = number(INOTIFY.resolve("max_user_watches"));
    Optional<Long> instances = number(INOTIFY.resolve("max_user_instances"));
    if (watches.isEmpty() || instances.isEmpty()) {
      return Check.hint(
          "file watching",
          "the limits of inotify cannot be read",
          "Changes may be noticed by scanning only, which takes longer.");
    }
    String text =
        "inotify: %d directories, %d watchers for each user"
            .formatted(watches.get(), instances.get());
    return watches.get() < WATCHES || instances.get() < INSTANCES
        ? Check.hint(
            "file watching",
            text,
            "With more directories changes are noticed by scanning only. As root: sysctl -w"
                + " fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512")
        : Check.ok("file watching", text);
  }

  private Optional<Long> number(Path file) {
    return machine
        .read(file)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,18}"))
        .map(Long::parseLong);
  }

  /** Without asking anybody: what was written cannot have been written later than now. */
  private Check clock() {
    Instant now = machine.now();
    Optional<Instant> latest =
        List.of("node.key", "settings.json", "main.mv.db").stream()
            .flatMap(file -> machine.written(home.resolve(file)).stream())
            .max(Instant::compareTo);
    boolean behind = latest.filter(l -> l.isAfter(now.plus(CLOCK_TOLERANCE))).isPresent();
    return behind
        ? Check.problem(
            "clock",
            "shows " + now + ", but files of Bothways were written at " + latest.get(),
            "Set the clock right; certificates and codes seem expired otherwise.")
        : Check.ok(
            "clock",
            "shows " + now + "; 'bothways network test' compares it with that of the relays");
  }

  private Check disk() {
    Optional<Long> free = machine.freeBytes(home);
    if (free.isEmpty()) {
      return Check.hint("disk space", "cannot be told for " + home, "");
    }
    String text = "%,d MB free where %s is".formatted(free.get() >> 20, home);
    if (free.get() < TOO_LITTLE) {
      return Check.problem("disk space", text, "Make room: databases could not be written.");
    }
    return free.get() < LITTLE
        ? Check.hint("disk space", text, "Files that need more stay away until there is room.")
        : Check.ok("disk space", text);
  }

  private static final String OPEN =
      "If devices on this network do not find each other, let UDP port 5353 (mDNS) and the UDP port"
          + " of Bothways in.";

  private Check firewall() {
    if (system.startsWith("windows")) {
      return Check.hint(
          "firewall",
          "Windows asks at the first start whether Bothways may be reached",
          "Allow it on private networks.");
    }
    if (!linux()) {
      boolean on =
          machine
              .run("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate")
              .filter(text -> text.contains("enabled"))
              .isPresent();
      return on
          ? Check.hint("firewall", "the firewall of macOS is on", OPEN)
          : Check.ok("firewall", "none was found that is on");
    }
    boolean ufw =
        machine
            .read(Path.of("/etc/ufw/ufw.conf"))
            .filter(text -> text.lines().anyMatch(line -> line.strip().equals("ENABLED=yes")))
            .isPresent();
    boolean firewalld =
        machine.run("firewall-cmd", "--state").filter(s -> s.strip().equals("running")).isPresent();
    return ufw || firewalld
        ? Check.hint("firewall", (ufw ? "ufw" : "firewalld") + " is on", OPEN)
        : Check.ok("firewall", "neither ufw nor firewalld is on");
  }
}
