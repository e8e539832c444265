package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.Test;

/** What counts as damage of a database, and what as a disk that cannot be written now. */
class IndexFailureTest {
  private static MVStoreException store(int code, Throwable cause) {
    var store = new MVStoreException(code, "of the store");
    store.initCause(cause);
    return store;
  }

  private static SQLException sql(int code, Throwable cause) {
    return new SQLException("of the database", "", code, cause);
  }

  private static void isDamage(Exception cause) {
    assertThat(new IndexFailure(cause).damaged()).isTrue();
    assertThat(IndexFailure.isPassing(cause)).isFalse();
  }

  private static void isPassing(Exception cause) {
    assertThat(new IndexFailure(cause).damaged()).isFalse();
    assertThat(IndexFailure.isPassing(cause)).isTrue();
  }

  private static Exception full() {
    return store(DataUtils.ERROR_WRITING_FAILED, new IOException("No space left on device"));
  }

  @Test
  void whatCannotBeWrittenIsNoDamageHoweverItIsWrapped() {
    isPassing(sql(ErrorCode.GENERAL_ERROR_1, full()));
    isPassing(sql(ErrorCode.GENERAL_ERROR_1, store(DataUtils.ERROR_INTERNAL, full())));
    isPassing(sql(ErrorCode.DATABASE_IS_CLOSED, store(DataUtils.ERROR_INTERNAL, full())));
    isPassing(sql(ErrorCode.DATABASE_IS_CLOSED, null));
    isPassing(sql(ErrorCode.IO_EXCEPTION_1, new AccessDeniedException("index.mv.db")));
  }

  @Test
  void brokenPagesAndRowsAreDamageAlsoWhereTheDatabaseIsGivenUp() {
    Exception corrupt = store(DataUtils.ERROR_FILE_CORRUPT, null);
    isDamage(sql(ErrorCode.GENERAL_ERROR_1, corrupt));
    isDamage(sql(ErrorCode.DATABASE_IS_CLOSED, corrupt));
    isDamage(sql(ErrorCode.GENERAL_ERROR_1, store(DataUtils.ERROR_INTERNAL, corrupt)));
    isDamage(sql(ErrorCode.FILE_CORRUPTED_1, null));
    isDamage(sql(0, new IOException("a version of 5000 makers")));
  }

  @Test
  void theReasonIsWhatLiesAtTheBottom() {
    assertThat(IndexFailure.reason(sql(ErrorCode.GENERAL_ERROR_1, full())))
        .isEqualTo("No space left on device");
  }
}
