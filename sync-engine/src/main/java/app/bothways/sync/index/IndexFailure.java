package app.bothways.sync.index;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** The database cannot be used any more; the folder must be opened anew. */
public final class IndexFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean damaged;

  IndexFailure(Exception cause) {
    super("the index cannot be read or written: " + reason(cause), cause);
    damaged = isDamage(cause);
  }

  /** What H2 says of pages that are gone or make no sense, and rows that cannot be read. */
  private static boolean isDamage(Throwable cause) {
    return !isPassing(cause) && causes(cause).anyMatch(IndexFailure::saysDamage);
  }

  private static boolean saysDamage(Throwable cause) {
    return switch (cause) {
      case MVStoreException store ->
          saysCorrupt(store) || store.getErrorCode() == DataUtils.ERROR_INTERNAL;
      case SQLException sql ->
          saysCorrupt(sql) || sql.getCause() instanceof IOException && sql.getErrorCode() == 0;
      case IndexOutOfBoundsException _, IllegalArgumentException _ -> true;
      default -> false;
    };
  }

  private static boolean saysCorrupt(Throwable cause) {
    return switch (cause) {
      case MVStoreException store ->
          store.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT
              || store.getErrorCode() == DataUtils.ERROR_CHUNK_NOT_FOUND;
      case SQLException sql -> sql.getErrorCode() == ErrorCode.FILE_CORRUPTED_1;
      default -> false;
    };
  }

  /**
   * Whether the disk or this process is what is in the way, and the file may be as good as ever: no
   * space, no right to write, too many files open. H2 wraps it into what it says of errors of its
   * own, and of a database that it has given up until it is opened again.
   */
  public static boolean isPassing(Throwable cause) {
    return causes(cause).anyMatch(IndexFailure::saysPassing)
        || causes(cause).anyMatch(IndexFailure::saysGivenUp)
            && causes(cause).noneMatch(IndexFailure::saysCorrupt);
  }

  private static boolean saysGivenUp(Throwable cause) {
    return cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED;
  }

  private static boolean saysPassing(Throwable cause) {
    return switch (cause) {
      case MVStoreException store ->
          store.getErrorCode() == DataUtils.ERROR_WRITING_FAILED
              || store.getErrorCode() == DataUtils.ERROR_FILE_LOCKED;
      case FileSystemException _, OutOfMemoryError _ -> true;
      default -> false;
    };
  }

  /** What lies at the bottom of it. */
  static String reason(Throwable cause) {
    Throwable last = causes(cause).reduce(cause, (_, next) -> next);
    return last.getMessage() == null ? last.toString() : last.getMessage();
  }

  private static Stream<Throwable> causes(Throwable cause) {
    return Stream.iterate(cause, Objects::nonNull, Throwable::getCause);
  }

  /** Whether the file itself is broken, so that opening it again cannot help. */
  public boolean damaged() {
    return damaged;
  }

  /** Something that the database is asked. */
  @FunctionalInterface
  interface Query<T> {
    T run() throws SQLException;
  }

  static <T> T ask(Query<T> query) {
    try {
      return query.run();
    } catch (SQLException e) {
      throw new IndexFailure(e);
    }
  }
}
