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

  /** By the kernel or by a program (Debian: exfatprogs and exfat-fuse). */
  public static boolean exfat(Path place, int megabytes) throws IOException, InterruptedException {
    Path image = place.resolveSibling(place.getFileName() + ".image");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) megabytes << 20);
    }
    boolean there =
        runs("mkfs.exfat", image.toString())
            && (runs("mount", "-o", "loop", "-t", "exfat", image.toString(), place.toString())
                || runs(
                    "mount", "-o", "loop", "-t", "exfat-fuse", image.toString(), place.toString()));
    if (!there) {
      Files.delete(image);
    }
    return there;
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
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
