package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Tells of each directory before it is listed. Any thread. */
public final class EnteredFs extends ForwardingFs {
  private volatile Consumer<Path> told = _ -> {};

  public EnteredFs(Fs inner) {
    super(inner);
  }

  /** From now on, instead of whoever was told before. */
  public void tell(Consumer<Path> now) {
    told = now;
  }

  @Override
  public List<Path> names(Path directory) throws IOException {
    // By its real name: it may be held by a handle, and be called otherwise here than elsewhere.
    told.accept(directory.toRealPath());
    return inner().names(directory);
  }
}
