package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a disk shows without keeping it is not passed on. Permissions, where it keeps none (FAT,
 * exFAT, most NTFS under Linux): every file there would seem executable, and each edit would make
 * it so everywhere. File keys, where they are made up anew (FAT, and what comes by FUSE): another
 * file with the key of the one before would be taken for it, renamed. Which kind the disk is, is
 * found out at the first look.
 */
public final class KeptMetaFs extends ForwardingFs {
  /** What a disk keeps of a file beside its bytes, its name and its time. */
  record Keeps(boolean executeBit, boolean fileKey) {
    static final Keeps ALL = new Keeps(true, true);
  }

  private static final int NO_KEY = 0;

  private final Path scratch;
  private volatile Optional<Keeps> keeps = Optional.empty();

  private KeptMetaFs(Fs inner, Path scratch) {
    super(inner);
    this.scratch = scratch;
  }

  /**
   * @param scratch a directory of ours that is on the same disk whenever the folder is
   */
  public static Fs looking(Fs inner, Path scratch) {
    return new KeptMetaFs(inner, scratch);
  }

  private Keeps keeps() throws IOException {
    Optional<Keeps> known = keeps;
    if (known.isPresent()) {
      return known.get();
    }
    synchronized (scratch) {
      if (keeps.isEmpty()) {
        try {
          keeps = Optional.of(Probes.keeps(inner(), scratch));
        } catch (NoSuchFileException notTheRoot) {
          // Without our directory it is not a folder of ours, and nothing will be done to it.
          return Keeps.ALL;
        }
      }
      return keeps.get();
    }
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    Meta meta = inner().lstat(path);
    Keeps kept = keeps();
    return kept.equals(Keeps.ALL)
        ? meta
        : new Meta(
            meta.kind(),
            meta.size(),
            meta.mtimeNanos(),
            meta.ctimeNanos(),
            kept.fileKey() ? meta.fileKey() : NO_KEY,
            kept.executeBit() ? meta.mode() : Meta.NO_MODE,
            meta.links());
  }

  @Override
  public void setMeta(Path file, long mtimeNanos, int mode) throws IOException {
    inner().setMeta(file, mtimeNanos, keeps().executeBit() ? mode : Meta.NO_MODE);
  }
}
