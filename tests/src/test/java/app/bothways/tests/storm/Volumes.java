package app.bothways.tests.storm;

import app.bothways.tests.harness.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Small disks: memory and loop mounts, where root is there; a plain directory elsewhere. */
final class Volumes implements AutoCloseable {
  private static final List<String> PLAIN = List.of("plain");

  /** Such disks know neither links nor executable files nor exact times. */
  static final Set<String> POOR = Set.of("vfat", "exfat", "ntfs");

  private final Path directory;
  private final List<Path> mounted = new ArrayList<>();

  Volumes(Path directory) {
    this.directory = directory;
  }

  /**
   * A directory on a disk of its own.
   *
   * @param kind {@code plain}, {@code tmpfs}, or what {@link Mounts#disk} knows
   * @return empty when this machine cannot make one
   */
  Optional<Path> make(String name, String kind, int megabytes) throws IOException {
    Path place = Files.createDirectories(directory.resolve("disk-" + name));
    if (PLAIN.contains(kind)) {
      return Optional.of(place);
    }
    if (!mounted(place, kind, megabytes)) {
      return Optional.empty();
    }
    mounted.add(place);
    return Optional.of(place);
  }

  private static boolean mounted(Path place, String kind, int megabytes) throws IOException {
    try {
      return kind.equals("tmpfs")
          ? Mounts.tmpfs(place, megabytes)
          : Mounts.disk(kind, place, megabytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    mounted.forEach(place -> Shell.run("umount", "-l", place.toString()));
    mounted.clear();
  }
}
