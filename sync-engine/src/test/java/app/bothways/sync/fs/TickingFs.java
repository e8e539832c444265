package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A disk whose clock stands still between its ticks, as FAT's does, and that of older kernels. One
 * that counts in parts of a second never tells a whole one, which would look like FAT's.
 */
public final class TickingFs extends ForwardingFs {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final long tick;
  private final long first;

  public TickingFs(Fs inner, Duration tick) {
    super(inner);
    this.tick = tick.toNanos();
    first = tick.compareTo(SECOND) < 0 ? this.tick / 2 : 0;
  }

  private long told(long nanos) {
    return Math.floorDiv(nanos - first, tick) * tick + first;
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    Meta real = super.lstat(path);
    return new Meta(
        real.kind(),
        real.size(),
        told(real.mtimeNanos()),
        told(real.ctimeNanos()),
        real.fileKey(),
        real.mode(),
        real.links());
  }
}
