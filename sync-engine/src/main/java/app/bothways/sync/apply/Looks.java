package app.bothways.sync.apply;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.nio.file.Path;

/** Compares what stands at a path with what was expected there. */
final class Looks {
  private Looks() {}

  /**
   * Whether it is untouched since it was observed. A stamp that was taken too soon after a change
   * proves nothing, so then the content is read.
   */
  static boolean untouched(Fs fs, Path path, Observed expected) throws IOException {
    Meta meta = fs.lstat(path);
    return switch (expected) {
      case Observed.Dir dir -> meta.kind() == Meta.Kind.DIR;
      case Observed.Link link ->
          meta.kind() == Meta.Kind.LINK && fs.readLink(path).equals(link.target());
      case Observed.File file -> {
        if (meta.kind() != Meta.Kind.FILE) {
          yield false;
        }
        var now = Stamps.of(meta);
        if (!Stamps.isVolatile(file.stamp())) {
          yield now.equals(file.stamp());
        }
        yield Stamps.sameBytes(now, file.stamp())
            && now.executable() == file.stamp().executable()
            && Hasher.hash(fs, path).equals(file.content());
      }
    };
  }

  /**
   * Whether what was taken out of the tree holds no bytes but the expected ones. Renaming changes
   * the status change time, so that is not asked.
   */
  static boolean nothingNew(Fs fs, Path slot, Observed expected) throws IOException {
    Meta meta = fs.lstat(slot);
    return switch (expected) {
      case Observed.Dir dir -> meta.kind() == Meta.Kind.DIR && fs.names(slot).isEmpty();
      case Observed.Link link ->
          meta.kind() == Meta.Kind.LINK && fs.readLink(slot).equals(link.target());
      case Observed.File file ->
          meta.kind() == Meta.Kind.FILE
              && ((!Stamps.isVolatile(file.stamp())
                      && Stamps.sameBytes(Stamps.of(meta), file.stamp()))
                  || Hasher.hash(fs, slot).equals(file.content()));
    };
  }
}
