package app.bothways.sync.disk;

import java.io.IOException;
import java.util.Optional;

/**
 * A content on the stage that comes piece by piece, in any order. What was written is still there
 * after a crash, but nobody knows which parts it was: they are to be looked at again. Several
 * threads may write at once, to different places; the rest is for one thread.
 */
public interface Partial extends AutoCloseable {
  /** Whether an earlier run left it. */
  boolean resumed();

  /** Bytes from {@code offset} on; zeros where nothing was written. */
  void read(long offset, byte[] into, int count) throws IOException;

  /**
   * @throws DiskException when the disk has no room
   */
  void write(long offset, byte[] from, int count) throws IOException;

  /** All before {@code offset} was written: it may be hashed and brought to disk meanwhile. */
  void written(long offset);

  /**
   * Hashes the whole; if it is the content wanted, brings it to disk and makes it a staged file.
   * Empty when it is another content: then more may be written and this may be called again.
   */
  Optional<Staged> finish() throws IOException;

  /** Deletes it. */
  void discard();

  /** Keeps what is there for later, unless it was finished or discarded. */
  @Override
  void close();
}
