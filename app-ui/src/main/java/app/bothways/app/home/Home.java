package app.bothways.app.home;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The directory that holds everything of one node. Its permissions (0700) are what guards the
 * control socket: whoever may enter may command the node.
 */
public record Home(Path directory) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  public Home {
    directory = directory.toAbsolutePath().normalize();
  }

  public Path key() {
    return directory.resolve("node.key");
  }

  /** A list of relays that replaces the one of the build; there is none unless somebody puts it. */
  Path defaultRelays() {
    return directory.resolve("default-relays.json");
  }

  public Path settings() {
    return directory.resolve("settings.json");
  }

  public Path logs() {
    return directory.resolve("logs");
  }

  Path lock() {
    return directory.resolve("lock");
  }

  /** Where the control socket is unless its path would be too long for the system. */
  public Path socket() {
    return directory.resolve("control.sock");
  }

  /** Names the place of the control socket when it could not be {@link #socket()}. */
  public Path socketPointer() {
    return directory.resolve("control.path");
  }

  /**
   * Makes the directory, for its owner alone; an existing one of this user is closed to others.
   *
   * @throws Refusal when it cannot be a home: a file, not writable, or another user's
   */
  public void create() throws Refusal {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new Refusal(
          Mistake.HOME_NOT_USABLE, directory + " is a file; a home must be a directory");
    }
    try {
      makeWithParents();
      guard();
    } catch (IOException e) {
      throw new Refusal(
          Mistake.HOME_NOT_USABLE,
          "the home "
              + directory
              + " cannot be used: "
              + describe(e)
              + "; choose another with --home",
          e);
    }
    if (!Files.isWritable(directory)) {
      throw new Refusal(
          Mistake.HOME_NOT_USABLE,
          "the home " + directory + " cannot be written; choose another with --home");
    }
  }

  private void makeWithParents() throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (posix(parent == null ? directory.getRoot() : parent)) {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } else {
      Files.createDirectory(directory);
    }
  }

  private void guard() throws IOException {
    // WINDOWS: a profile directory is closed to other users by its inherited access list.
    if (!posix(directory)) {
      return;
    }
    var others = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
    others.removeAll(OWNER_ONLY);
    if (!others.isEmpty()) {
      Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }
  }

  private static boolean posix(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
  }

  static String describe(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.file.FileAlreadyExistsException file -> file.getFile() + " is a file";
      case java.nio.file.NoSuchFileException _ -> "no such directory";
      case java.nio.file.FileSystemException fs when fs.getReason() != null -> fs.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
