package app.bothways.tests.storm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small disks: memory and loop mounts, where root is there; a plain directory elsewhere. */
final class Volumes implements AutoCloseable {
  private static final List<String> PLAIN = List.of("plain");

  private final Path directory;
  private final List<Path> mounted = new ArrayList<>();

  Volumes(Path directory) {
    this.directory = directory;
  }

  /**
   * A directory on a disk of its own.
   *
   * @param kind {@code plain}, {@code tmpfs}, {@code ext4}, {@code xfs}, {@code btrfs}, {@code
   *     vfat}
   * @return empty when this machine cannot make one
   */
  Optional<Path> make(String name, String kind, int megabytes) throws IOException {
    Path place = Files.createDirectories(directory.resolve("disk-" + name));
    if (PLAIN.contains(kind)) {
      return Optional.of(place);
    }
    boolean done =
        kind.equals("tmpfs")
            ? Shell.run(
                "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", place.toString())
            : loop(place, kind, megabytes);
    if (!done) {
      return Optional.empty();
    }
    mounted.add(place);
    return Optional.of(place);
  }

  private boolean loop(Path place, String kind, int megabytes) throws IOException {
    Path image = directory.resolve(place.getFileName() + ".image");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) megabytes << 20);
    }
    String force = kind.equals("ext4") ? "-F" : "-f";
    boolean formatted =
        kind.equals("vfat")
            ? Shell.run("mkfs.vfat", image.toString())
            : Shell.run("mkfs." + kind, force, image.toString());
    return formatted
        && Shell.run("mount", "-o", "loop", "-t", kind, image.toString(), place.toString());
  }

  @Override
  public void close() {
    mounted.forEach(place -> Shell.run("umount", "-l", place.toString()));
    mounted.clear();
  }
}
