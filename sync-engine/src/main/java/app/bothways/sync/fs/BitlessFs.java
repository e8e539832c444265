package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a disk shows as permissions without keeping any (FAT, exFAT, most NTFS under Linux) is not
 * passed on: every file there would seem executable, and each edit would make it so everywhere.
 * Which kind the disk is, is found out at the first look.
 */
public final class BitlessFs extends ForwardingFs {
  private final Path scratch;
  private volatile Optional<Boolean> keeps;

  private BitlessFs(Fs inner, Path scratch, Optional<Boolean> keeps) {
    super(inner);
    this.scratch = scratch;
    this.keeps = keeps;
  }

  /**
   * @param scratch a directory of ours that is on the same disk whenever the folder is
   */
  public static Fs looking(Fs inner, Path scratch) {
    return new BitlessFs(inner, scratch, Optional.empty());
  }

  /** For a disk that is known to keep none. */
  static Fs of(Fs inner) {
    return new BitlessFs(inner, Path.of(""), Optional.of(false));
  }

  private boolean keeps() throws IOException {
    Optional<Boolean> known = keeps;
    if (known.isPresent()) {
      return known.get();
    }
    synchronized (scratch) {
      if (keeps.isEmpty()) {
        try {
          keeps = Optional.of(Probes.keepsExecuteBit(inner(), scratch));
        } catch (NoSuchFileException notTheRoot) {
          // Without our directory it is not a folder of ours, and nothing will be done to it.
          return true;
        }
      }
      return keeps.get();
    }
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    Meta meta = inner().lstat(path);
    return meta.mode() == Meta.NO_MODE || keeps()
        ? meta
        : new Meta(
            meta.kind(),
            meta.size(),
            meta.mtimeNanos(),
            meta.ctimeNanos(),
            meta.fileKey(),
            Meta.NO_MODE,
            meta.links());
  }

  @Override
  public void setMeta(Path file, long mtimeNanos, int mode) throws IOException {
    inner().setMeta(file, mtimeNanos, keeps() ? mode : Meta.NO_MODE);
  }
}
