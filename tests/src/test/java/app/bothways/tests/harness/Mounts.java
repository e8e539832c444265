package app.bothways.tests.harness;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Disks of their own, where root is there; all say false where this machine cannot. */
public final class Mounts {
  private Mounts() {}

  public static boolean tmpfs(Path place, int megabytes) throws InterruptedException {
    String size = "size=" + megabytes + "m";
    return runs("mount", "-t", "tmpfs", "-o", size, "tmpfs", place.toString());
  }

  public static boolean resize(Path place, int megabytes) throws InterruptedException {
    return runs("mount", "-o", "remount,size=" + megabytes + "m", place.toString());
  }

  /**
   * A disk of some kind, in a file beside its place.
   *
   * @param kind {@code ext4}, {@code casefold} (an ext4 without case), {@code xfs}, {@code btrfs},
   *     {@code vfat}; {@code exfat} and {@code ntfs} by the kernel or else by a program (Debian:
   *     exfat-fuse with exfatprogs, ntfs-3g)
   */
  public static boolean disk(String kind, Path place, int megabytes)
      throws IOException, InterruptedException {
    Path image = place.resolveSibling(place.getFileName() + ".image");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) megabytes << 20);
    }
    boolean there = runs(format(kind, image.toString())) && mounted(kind, image, place);
    if (!there) {
      Files.delete(image);
    }
    return there;
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

  private static boolean mounted(String kind, Path image, Path place)
      throws IOException, InterruptedException {
    return switch (kind) {
      case "casefold" -> loop("ext4", image, place) && withoutCase(place);
      case "exfat" -> loop(kind, image, place) || loop("exfat-fuse", image, place);
      case "ntfs" ->
          loop(kind, image, place)
              // Unmounting ends the program.
              || runs("ntfs-3g", "-o", "windows_names", image.toString(), place.toString());
      default -> loop(kind, image, place);
    };
  }

  private static boolean loop(String kind, Path image, Path place) throws InterruptedException {
    return runs("mount", "-o", "loop", "-t", kind, image.toString(), place.toString());
  }

  /** What is made in such a directory has no case either; it has to be empty first. */
  private static boolean withoutCase(Path place) throws IOException, InterruptedException {
    Files.deleteIfExists(place.resolve("lost+found"));
    return runs("chattr", "+F", place.toString());
  }

  public static boolean unmount(Path place) throws InterruptedException {
    return runs("umount", place.toString());
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
