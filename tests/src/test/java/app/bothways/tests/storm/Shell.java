package app.bothways.tests.storm;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small programs of the system. */
final class Shell {
  private Shell() {}

  static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** STOP, CONT and the like, to a process that we started. */
  static boolean signal(ProcessHandle process, String signal) {
    return run("kill", "-" + signal, String.valueOf(process.pid()));
  }
}
