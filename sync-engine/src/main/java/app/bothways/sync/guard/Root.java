package app.bothways.sync.guard;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The root of a folder. Any thread may ask. Once it has been seen whole, another volume mounted at
 * the same path or another marker counts as replaced, for as long as this object lives.
 */
public final class Root {
  /** The only name in a root that is ours. */
  public static final String OURS = ".bothways";

  private final Path path;
  private final String folder;
  private final Fs fs;
  private volatile Optional<Seen> seen = Optional.empty();

  private record Seen(String volume, String incarnation) {}

  public Root(Path path, String folder, Fs fs) {
    this.path = path;
    this.folder = folder;
    this.fs = fs;
  }

  public Path path() {
    return path;
  }

  public Path ours() {
    return path.resolve(OURS);
  }

  /** True for what lies in the engine's own directory. */
  public static boolean isOurs(RelPath path) {
    return path.isBelowName(OURS);
  }

  /** The same for a name in the root; in any case, since some systems do not tell case apart. */
  public static boolean isOurs(String name) {
    return name.equalsIgnoreCase(OURS);
  }

  /** Empty when the root is there and is the one that it was. */
  public Optional<SyncError> check() {
    try {
      Meta meta = fs.lstat(path);
      if (meta.kind() != Meta.Kind.DIR) {
        return Optional.of(DiskErrors.rootMissing(path));
      }
      Marker marker = Marker.read(path);
      Seen now = new Seen(fs.volume(path), marker.incarnation());
      if (!marker.folder().equals(folder) || seen.filter(was -> !was.equals(now)).isPresent()) {
        return Optional.of(DiskErrors.rootReplaced(path));
      }
      seen = Optional.of(now);
      return Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return Optional.of(DiskErrors.rootMissing(path));
    } catch (IOException unreadable) {
      return Optional.of(DiskErrors.reading("", unreadable));
    }
  }

  /** The directory that holds {@code path}; never through a link. */
  public Dir parentOf(RelPath path) throws IOException {
    refuseOurs(path);
    return enter(path.parent());
  }

  /**
   * Where {@code path} stands on this disk, or would stand, under the names that the disk gives it.
   */
  public Path place(RelPath path) throws IOException {
    Path place = this.path;
    Optional<RelPath> parent = Optional.empty();
    for (String name : path.names()) {
      try (Dir dir = enter(parent)) {
        place = place.resolve(dir.resolve(name).getFileName());
      }
      parent = Optional.of(parent.map(p -> p.child(name)).orElseGet(() -> RelPath.of(name)));
    }
    return place;
  }

  private static void refuseOurs(RelPath path) throws DiskException {
    if (isOurs(path)) {
      throw new DiskException(
          DiskErrors.make(
              ErrorCode.NAME_NOT_POSSIBLE, path.toString(), "the name belongs to Bothways"));
    }
  }

  /** A directory of the folder, or the root itself. */
  public Dir enter(Optional<RelPath> directory) throws IOException {
    if (directory.isPresent()) {
      refuseOurs(directory.get());
    }
    return fs.enter(path, directory.map(RelPath::names).orElse(List.of()));
  }
}
