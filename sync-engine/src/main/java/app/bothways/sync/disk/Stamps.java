package app.bothways.sync.disk;

import app.bothways.sync.fs.Meta;
import java.time.Instant;

/** Makes stamps of metadata and tells which ones can be trusted. */
public final class Stamps {
  /** Put in place of the status change time: this stamp proves nothing, read the content again. */
  public static final long VOLATILE = -1;

  /** The same, of a file whose content is taken for that of the name which it had before. */
  public static final long UNREAD = -2;

  /** Of the coarsest clock in use, FAT's. */
  private static final long LONGEST_TICK_NANOS = 2_000_000_000L;

  /** Twice that of Linux kernels before 6.13, whose times are those of the last tick: 1/HZ. */
  private static final long TICK_NANOS = 20_000_000L;

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
   * A stamp to keep for content that was read from {@code readAt} on, after the look that gave
   * {@code meta}. Within a tick of the file system's clock no write shows, nor that a time was put
   * back, so what changed that short a time before is marked to be read again.
   */
  public static Stamp read(Meta meta, Instant readAt) {
    long changed = meta.ctimeNanos();
    long tick = changed % NANOS == 0 ? LONGEST_TICK_NANOS : TICK_NANOS;
    boolean changing = hidesWrites(meta, readAt) || isWithin(tick, changed, readAt);
    return meta.kind() == Meta.Kind.FILE && changing ? unsettled(of(meta)) : of(meta);
  }

  /**
   * A stamp to keep for content that this device has just put there. Its status changed by that, so
   * only a write and putting back the time, both within the tick, would not show.
   */
  public static Stamp put(Meta meta, Instant now) {
    return meta.kind() == Meta.Kind.FILE && hidesWrites(meta, now) ? unsettled(of(meta)) : of(meta);
  }

  /**
   * Whether a write after {@code lookedAt} might leave the modification time as it is in {@code
   * meta}. How coarse the disk's clock is, is not known, so two seconds after the last one it
   * might.
   */
  public static boolean hidesWrites(Meta meta, Instant lookedAt) {
    return isWithin(LONGEST_TICK_NANOS, meta.mtimeNanos(), lookedAt);
  }

  private static boolean isWithin(long limit, long nanos, Instant at) {
    return Math.abs(at.getEpochSecond() * NANOS + at.getNano() - nanos) < limit;
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
