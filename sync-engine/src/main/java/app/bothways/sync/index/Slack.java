package app.bothways.sync.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;

/**
 * What a database holds without need, in its file and in memory. H2 leaves a file as large as it
 * ever was, for whoever packs it is the thread that these databases do without: a device that has
 * been told a million names keeps twice their space. Here it is packed in slices, of a tenth of a
 * second or two each.
 *
 * <p>For the thread that writes the database, between two checkpoints.
 *
 * <p>CRASH: H2 copies what it packs, and writes over the old copy only when the new one is on the
 * disk: by the same rule as with any other change, {@link IndexFile}, where pages are rewritten,
 * and by waiting for the disk itself where whole chunks are moved.
 */
final class Slack {
  /** Bytes of pages that are rewritten in one slice. */
  private static final int SLICE = 4 << 20;

  /** Bytes of chunks that are moved in one slice. */
  private static final long MOVED = 4L * SLICE;

  /** Of what is in the file as much is needed, in hundredths, before it is worth the trouble. */
  private static final int WORTH = 60;

  /** How much of the chunks is needed when it is done. */
  private static final int PACKED = 80;

  /** How much of the file has chunks in it when it is done. */
  private static final int CLOSE = 90;

  /** Nothing is given back to a disk so full that packing might not find room. */
  private static final long ROOM = 256L << 20;

  private final MVStore store;
  private final FileStore<?> file;
  private final Path path;
  private final long least;
  private long left;
  private long packedSize;

  private Slack(MVStore store, Path path, long least) {
    this.store = store;
    this.file = store.getFileStore();
    this.path = path;
    this.least = least;
  }

  /**
   * @param least bytes: a smaller file is left as it is
   */
  static Slack of(Connection connection, Path path, long least) throws SQLException {
    var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return new Slack(session.getDatabase().getStore().getMvStore(), path, least);
  }

  /** Drops the pages that are kept in memory; they are read again when they are needed. */
  void forget() {
    // H2 empties its cache whenever it gets a size.
    store.setCacheSize(IndexFile.CACHE_KIB);
  }

  /** Whether there is so much in the file that it is worth a slice. */
  boolean any() {
    if (left > 0) {
      return true;
    }
    long size = file.size();
    // What could not be packed the last time cannot be now; only what came since counts.
    boolean grown = size - packedSize > packedSize / 4;
    if (size < least || !grown || needed() >= WORTH || !room()) {
      return false;
    }
    left = 2 * (size / SLICE + size / MOVED) + 8;
    return true;
  }

  private int needed() {
    return file.getFillRate() * file.getChunksFillRate() / 100;
  }

  private boolean room() {
    try {
      return Files.getFileStore(path).getUsableSpace() > ROOM;
    } catch (IOException unknown) {
      return false;
    }
  }

  /**
   * Does a slice.
   *
   * @return whether the disk has to be waited for now
   */
  boolean pack() {
    left--;
    if (!room()) {
      rest();
      return false;
    }
    try {
      boolean rewritten = store.compact(PACKED, SLICE);
      if (!rewritten && file instanceof RandomAccessStore chunks) {
        chunks.compactMoveChunks(CLOSE, MOVED, store);
      }
      if (left <= 0 || !rewritten && file.getFillRate() >= CLOSE) {
        rest();
      }
      return rewritten;
    } catch (MVStoreException e) {
      throw new IndexFailure(e);
    }
  }

  private void rest() {
    left = 0;
    packedSize = file.size();
  }
}
