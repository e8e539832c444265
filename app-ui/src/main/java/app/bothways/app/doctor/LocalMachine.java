package app.bothways.app.doctor;

import app.bothways.net.report.NativePart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The machine that this process runs on. */
public final class LocalMachine implements Machine {
  private static final int MAX_BYTES = 64 << 10;
  private static final long PATIENCE_SECONDS = 2;

  @Override
  public String system() {
    return System.getProperty("os.name", "");
  }

  @Override
  public int javaFeature() {
    return Runtime.version().feature();
  }

  @Override
  public Optional<String> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Thread.ofVirtual().start(() -> endAfterPatience(process));
      try (InputStream in = process.getInputStream()) {
        String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
      }
    } catch (IOException absent) {
      return Optional.empty();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void endAfterPatience(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
    }
  }

  @Override
  public Optional<Long> freeBytes(Path directory) {
    Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return there == null
          ? Optional.empty()
          : Optional.of(Files.getFileStore(there).getUsableSpace());
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Instant> written(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public List<NativePart> natives() {
    return NativePart.all();
  }
}
