package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A disk whose clock stands still between its ticks, as FAT's does, and that of older kernels. */
public final class TickingFs extends ForwardingFs {
  private final long tick;

  public TickingFs(Fs inner, Duration tick) {
    super(inner);
    this.tick = tick.toNanos();
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    Meta real = super.lstat(path);
    return new Meta(
        real.kind(),
        real.size(),
        Math.floorDiv(real.mtimeNanos(), tick) * tick,
        Math.floorDiv(real.ctimeNanos(), tick) * tick,
        real.fileKey(),
        real.mode(),
        real.links());
  }
}
