package app.bothways.tests.storm;

import java.io.IOException;
import java.io.RandomAccessFile;
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
   * @param kind {@code plain}, {@code tmpfs}, {@code ext4}, {@code casefold} (an ext4 without
   *     case), {@code xfs}, {@code btrfs}, {@code vfat}; {@code exfat} and {@code ntfs} by the
   *     kernel or else by a program (Debian: exfat-fuse with exfatprogs, ntfs-3g)
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
    if (!Shell.run(format(kind, image.toString()))) {
      return false;
    }
    if (kind.equals("casefold")) {
      return mount("ext4", image, place) && withoutCase(place);
    }
    return mount(kind, image, place) || byProgram(kind, image.toString(), place.toString());
  }

  private static boolean mount(String kind, Path image, Path place) {
    return Shell.run("mount", "-o", "loop", "-t", kind, image.toString(), place.toString());
  }

  /** What is made in such a directory has no case either; it has to be empty first. */
  private static boolean withoutCase(Path place) throws IOException {
    Files.deleteIfExists(place.resolve("lost+found"));
    return Shell.run("chattr", "+F", place.toString());
  }

  private static String[] format(String kind, String image) {
    return switch (kind) {
      case "vfat", "exfat" -> new String[] {"mkfs." + kind, image};
      case "ntfs" -> new String[] {"mkntfs", "-q", "-F", "-Q", image};
      case "ext4" -> new String[] {"mkfs.ext4", "-F", image};
      case "casefold" ->
          new String[] {"mkfs.ext4", "-F", "-O", "casefold", "-E", "encoding=utf8", image};
      default -> new String[] {"mkfs." + kind, "-f", image};
    };
  }

  /** Where the kernel does not know the kind; unmounting ends the program. */
  private static boolean byProgram(String kind, String image, String place) {
    return switch (kind) {
      case "exfat" -> Shell.run("mount", "-o", "loop", "-t", "exfat-fuse", image, place);
      case "ntfs" -> Shell.run("ntfs-3g", "-o", "windows_names", image, place);
      default -> false;
    };
  }

  @Override
  public void close() {
    mounted.forEach(place -> Shell.run("umount", "-l", place.toString()));
    mounted.clear();
  }
}
