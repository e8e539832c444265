package app.bothways.app.doctor;

import app.bothways.net.report.NativePart;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The machine, as far as it is looked at. */
public interface Machine {
  /** As the property {@code os.name} says. */
  String system();

  int javaFeature();

  /** At most 64 KiB; empty when it cannot be read. */
  Optional<String> read(Path file);

  /** What a program prints within two seconds; empty when there is none or it fails. */
  Optional<String> run(String... command);

  /** Empty when it cannot be told. */
  Optional<Long> freeBytes(Path directory);

  /** When a file was last written; empty when there is none. */
  Optional<Instant> written(Path file);

  Instant now();

  List<NativePart> natives();
}
