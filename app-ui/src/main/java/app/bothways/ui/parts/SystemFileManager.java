package app.bothways.ui.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the programs of the system, one after the other, until one does it. */
public final class SystemFileManager implements FileManager {
  private static final Logger LOG = LoggerFactory.getLogger(SystemFileManager.class);
  private static final long SECONDS = 10;

  /** The systems that differ in this. */
  enum Kind {
    LINUX,
    MAC,
    WINDOWS;

    static Kind of(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.contains("win") ? WINDOWS : lower.contains("mac") ? MAC : LINUX;
    }
  }

  private final Kind kind;
  private final Predicate<List<String>> run;

  public SystemFileManager() {
    this(Kind.of(System.getProperty("os.name")), SystemFileManager::run);
  }

  /**
   * @param run starts a command; false when it is not there or did not do it
   */
  SystemFileManager(Kind kind, Predicate<List<String>> run) {
    this.kind = kind;
    this.run = run;
  }

  @Override
  public boolean open(Path file) {
    return Files.exists(file) && run.test(opening(file));
  }

  @Override
  public boolean show(Path file) {
    Path there = existing(file);
    if (Files.isDirectory(there)) {
      return run.test(opening(there));
    }
    return run.test(showing(there)) || run.test(opening(there.getParent()));
  }

  /** What is gone has still a directory in which it was. */
  private static Path existing(Path file) {
    Path there = file.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private List<String> opening(Path file) {
    return switch (kind) {
      case LINUX -> List.of("xdg-open", file.toString());
      case MAC -> List.of("open", file.toString());
      // WINDOWS: explorer opens a file like a double click, and ends with 1 whether it did or not.
      case WINDOWS -> List.of("explorer.exe", file.toString());
    };
  }

  private List<String> showing(Path file) {
    return switch (kind) {
      case LINUX ->
          List.of(
              "dbus-send",
              "--session",
              "--print-reply",
              "--reply-timeout=5000",
              "--dest=org.freedesktop.FileManager1",
              "/org/freedesktop/FileManager1",
              "org.freedesktop.FileManager1.ShowItems",
              // A comma would begin another element of the array.
              "array:string:" + file.toUri().toASCIIString().replace(",", "%2C"),
              "string:");
      case MAC -> List.of("open", "-R", file.toString());
      case WINDOWS -> List.of("explorer.exe", "/select,", file.toString());
    };
  }

  private static boolean run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        // Some stay as long as what they opened.
        return true;
      }
      return process.exitValue() == 0 || command.getFirst().equals("explorer.exe");
    } catch (IOException missing) {
      LOG.debug("{} cannot be started", command.getFirst(), missing);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
