package app.bothways.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Which directories may become folders. */
final class Places {
  private final Path home;
  private final List<FolderStore.Folder> folders;
  private final Disks disks;

  Places(Path home, List<FolderStore.Folder> folders, Disks disks) {
    this.home = plain(home);
    this.folders = folders;
    this.disks = disks;
  }

  /** Without links, as far as the path exists. */
  final Path plain(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException notThere) {
      Path parent = absolute.getParent();
      return parent == null ? absolute : plain(parent).resolve(absolute.getFileName());
    }
  }

  Path existing(Path directory) throws RefusedException {
    if (!Files.exists(directory)) {
      throw new RefusedException(Refusal.NO_SUCH_PLACE, "'" + directory + "' does not exist.");
    }
    return allowed(directory);
  }

  Path existingOrNew(Path directory) throws RefusedException {
    Path place = plain(directory);
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      checkFree(place);
      try {
        Files.createDirectories(place);
      } catch (IOException e) {
        throw new RefusedException(
            Refusal.PLACE_NOT_USABLE,
            "'" + directory + "' cannot be made: " + e.getMessage() + ".");
      }
    }
    return allowed(directory);
  }

  private Path allowed(Path directory) throws RefusedException {
    Path real = plain(directory);
    if (!Files.isDirectory(real)) {
      throw new RefusedException(
          Refusal.NOT_A_DIRECTORY, "'" + directory + "' is not a directory.");
    }
    if (!Files.isReadable(real) || !Files.isExecutable(real)) {
      throw new RefusedException(Refusal.PLACE_NOT_USABLE, "'" + directory + "' cannot be read.");
    }
    if (!Files.isWritable(real)) {
      throw new RefusedException(
          Refusal.PLACE_NOT_USABLE, "'" + directory + "' cannot be written to.");
    }
    checkFree(real);
    return real;
  }

  private void checkFree(Path place) throws RefusedException {
    for (FolderStore.Folder other : folders) {
      if (place.equals(other.path())) {
        throw new RefusedException(
            Refusal.ALREADY_A_FOLDER, "'" + place + "' is a folder already.");
      }
      if (place.startsWith(other.path())) {
        throw new RefusedException(
            Refusal.INSIDE_A_FOLDER,
            "'" + place + "' lies inside the folder " + other.path() + ".");
      }
      if (other.path().startsWith(place)) {
        throw new RefusedException(
            Refusal.INSIDE_A_FOLDER, "'" + place + "' holds the folder " + other.path() + ".");
      }
    }
    if (place.startsWith(home) || home.startsWith(place)) {
      throw new RefusedException(
          Refusal.OWN_DATA, "'" + place + "' holds Bothways's own data or lies in it.");
    }
  }

  void create(Path root, FolderId folder) throws RefusedException {
    try {
      disks.create(root, folder);
    } catch (IOException e) {
      throw new RefusedException(
          Refusal.PLACE_NOT_USABLE,
          "'" + root + "' cannot be made a folder: " + e.getMessage() + ".");
    }
  }
}
