package app.bothways.sync.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A disk below H2 that can be full: then nothing can be written, and all that is there be read. */
public final class FullDisk extends FilePathWrapper {
  static final String SCHEME = "full";
  private static volatile boolean full;

  /** From now on databases can be on it; it has room. */
  static void register() {
    FilePath.register(new FullDisk());
    full = false;
  }

  static void full(boolean now) {
    full = now;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Limited(super.open(mode));
  }

  private static final class Limited extends DelegatingFile {
    Limited(FileChannel file) {
      super(file);
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      return super.write(from, at);
    }
  }
}
