package app.bothways.sync.disk;

import app.bothways.sync.fs.Meta;
import java.time.Instant;

/** Makes stamps of metadata and tells which ones can be trusted. */
public final class Stamps {
  /** Put in place of the status change time: this stamp proves nothing, read the content again. */
  public static final long VOLATILE = -1;

  /** The same, of a file whose content is taken for that of the name which it had before. */
  public static final long UNREAD = -2;

  private static final long RACY_NANOS = 2_000_000_000L;
  private static final long NANOS = 1_000_000_000L;

  private Stamps() {}

  /** A stamp as it is, to compare with. Directories are only told apart by their key. */
  public static Stamp of(Meta meta) {
    return switch (meta.kind()) {
      case FILE ->
          new Stamp(
              meta.size(), meta.mtimeNanos(), meta.ctimeNanos(), meta.fileKey(), executable(meta));
      case LINK ->
          new Stamp(0, meta.mtimeNanos(), meta.ctimeNanos(), meta.fileKey(), Executable.NO);
      case DIR, OTHER -> new Stamp(0, 0, 0, meta.fileKey(), Executable.NO);
    };
  }

  private static Executable executable(Meta meta) {
    return meta.mode() == Meta.NO_MODE ? Executable.UNTOLD : Executable.of(meta.executable());
  }

  /**
   * A stamp to keep for content that was read at {@code readAt}. A write within the same tick of
   * the file system's clock would leave the stamp as it is, so a file that changed less than two
   * seconds (the coarsest clock in use, FAT) before is marked to be read again.
   */
  public static Stamp settled(Meta meta, Instant readAt) {
    Stamp stamp = of(meta);
    long now = readAt.getEpochSecond() * NANOS + readAt.getNano();
    boolean racy = Math.abs(now - meta.mtimeNanos()) < RACY_NANOS;
    return meta.kind() == Meta.Kind.FILE && racy ? unsettled(stamp) : stamp;
  }

  /** The same, not to be trusted. */
  public static Stamp unsettled(Stamp stamp) {
    return new Stamp(
        stamp.size(), stamp.mtimeNanos(), VOLATILE, stamp.fileKey(), stamp.executable());
  }

  /** The same, of a file that was not read under its new name; it is to be read soon. */
  public static Stamp unread(Stamp stamp) {
    return new Stamp(stamp.size(), stamp.mtimeNanos(), UNREAD, stamp.fileKey(), stamp.executable());
  }

  public static boolean isVolatile(Stamp stamp) {
    return stamp.ctimeNanos() == VOLATILE || isUnread(stamp);
  }

  public static boolean isUnread(Stamp stamp) {
    return stamp.ctimeNanos() == UNREAD;
  }

  /** Whether size, time and identity agree; the status change time also changes by renaming. */
  public static boolean sameBytes(Stamp a, Stamp b) {
    return a.size() == b.size() && a.mtimeNanos() == b.mtimeNanos() && a.fileKey() == b.fileKey();
  }
}
