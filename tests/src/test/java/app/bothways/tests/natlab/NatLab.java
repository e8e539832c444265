package app.bothways.tests.natlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.tests.harness.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One topology, up until closed. Several may stand side by side. */
public final class NatLab implements AutoCloseable {
  private static final Path SCRIPT = Path.of("natlab", "natlab").toAbsolutePath();
  private static final List<String> TOOLS = List.of("ip", "nft", "conntrack", "gcc", "python3");

  private static final AtomicInteger LABS = new AtomicInteger();

  /** Part of the names of interfaces, which are short: this process and the lab in it. */
  private final String prefix =
      "b"
          + Long.toString(ProcessHandle.current().pid() % 46_656, Character.MAX_RADIX)
          + Integer.toString(LABS.getAndIncrement() % 36, Character.MAX_RADIX);

  private NatLab() {}

  /** Skips the test, with the reason, where a lab cannot stand. */
  public static NatLab up(String topology) throws IOException, InterruptedException {
    assumeTrue("root".equals(System.getProperty("user.name")), "a NAT lab needs root");
    for (String tool : TOOLS) {
      assumeTrue(onPath(tool), "a NAT lab needs the program " + tool);
    }
    var lab = new NatLab();
    assertThat(lab.natlab("up", topology)).as("natlab up " + topology).isZero();
    return lab;
  }

  /**
   * Lets {@code router} map ports on request, by one protocol ({@code igd}, {@code pmp}, {@code
   * pcp}) or {@code all}. Skips the test where there is no such program.
   */
  void mapper(String router, String what) throws IOException, InterruptedException {
    assumeTrue(
        onPath("miniupnpd") || Files.isExecutable(Path.of("/usr/sbin/miniupnpd")),
        "a router that maps needs the program miniupnpd");
    assertThat(natlab("mapper", router, what)).as("natlab mapper").isZero();
  }

  /** Runs Bothways inside {@code host}. */
  public Command in(String host) {
    return new Command(List.of("env", "NATLAB=" + prefix, SCRIPT.toString(), "exec", host));
  }

  public int natlab(String... arguments) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(SCRIPT.toString()));
    line.addAll(List.of(arguments));
    var builder = new ProcessBuilder(line).inheritIO();
    builder.environment().put("NATLAB", prefix);
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(line + " hangs");
    }
    return process.exitValue();
  }

  /** Whether a program can be started by its name. */
  public static boolean onPath(String tool) {
    for (String directory : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(directory, tool))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    try {
      natlab("down");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
