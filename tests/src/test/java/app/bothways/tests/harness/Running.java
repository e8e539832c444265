package app.bothways.tests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One living child process, with everything it has printed so far. Any thread may call. */
public final class Running implements AutoCloseable {
  private final String command;
  private final Process process;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private final List<Thread> readers;

  private Running(String command, Process process) {
    this.command = command;
    this.process = process;
    this.readers = List.of(follow(process.getInputStream(), out), follow(errors(), err));
  }

  static Running start(Command command, List<String> arguments) {
    try {
      var builder = new ProcessBuilder(command.line(arguments));
      builder.environment().remove("BOTHWAYS_HOME");
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("DISPLAY");
      builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File(nowhere())));
      return new Running("bothways " + String.join(" ", arguments), builder.start());
    } catch (IOException e) {
      throw new AssertionError("the process did not start", e);
    }
  }

  private static String nowhere() {
    return java.io.File.separatorChar == '/' ? "/dev/null" : "NUL";
  }

  private InputStream errors() {
    return process.getErrorStream();
  }

  private Thread follow(InputStream stream, List<String> lines) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try (var reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  synchronized (out) {
                    lines.add(line);
                    out.notifyAll();
                  }
                }
              } catch (IOException killed) {
                // The stream of a killed process ends so; what was read counts.
              }
            });
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for the first row of stdout, from the beginning, whose {@code event} is {@code name}. */
  public JsonNode event(String name, Duration timeout) {
    return row(row -> row.path("event").asText().equals(name), "event " + name, timeout);
  }

  public JsonNode row(Predicate<JsonNode> wanted, String description, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    int seen = 0;
    synchronized (out) {
      while (true) {
        for (; seen < out.size(); seen++) {
          JsonNode row = Json.read(out.get(seen));
          if (wanted.test(row)) {
            return row;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || (!process.isAlive() && readers.stream().noneMatch(Thread::isAlive))) {
          throw new AssertionError("no " + description + " within " + timeout + " from " + seen());
        }
        pause(Math.min(left, 100));
      }
    }
  }

  private void pause(long millis) {
    try {
      out.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for the end; a process that outlives the timeout is killed and fails the test. */
  public Answer await(Duration timeout) {
    return end(timeout)
        .orElseThrow(
            () -> {
              Answer soFar = seen();
              kill();
              return new AssertionError("not finished within " + timeout + ": " + soFar);
            });
  }

  private Optional<Answer> end(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
      for (Thread reader : readers) {
        reader.join(Duration.ofSeconds(5));
      }
      return Optional.of(seen());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Answer seen() {
    synchronized (out) {
      return new Answer(command, process.isAlive() ? -1 : process.exitValue(), out, err);
    }
  }

  /** SIGTERM, and waits for the end. */
  public Answer terminate() {
    process.destroy();
    return await(Duration.ofSeconds(20));
  }

  /** SIGKILL, as the power would do it; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    if (end(Duration.ofSeconds(20)).isEmpty()) {
      throw new AssertionError("process " + process.pid() + " outlived SIGKILL");
    }
  }

  /** Ends the process if it still lives. */
  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  /** What it has printed, for the message of a failed test. */
  @Override
  public String toString() {
    return seen().toString();
  }
}
