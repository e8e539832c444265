package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What could not be written is never followed by what came after it. */
@Timeout(120)
class RowWritesTest {
  private static final int MANY = 2000;

  @TempDir Path directory;
  private Sql sql;
  private RowWrites writes;

  @BeforeEach
  void open() throws Exception {
    IndexFile.open(directory.resolve("index"), 7, "here", Seal.none()).close();
    var connection = DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("index"));
    connection.setAutoCommit(false);
    sql = new Sql(connection);
    writes = new RowWrites(sql.another());
  }

  @AfterEach
  void close() {
    writes.close();
    sql.close();
  }

  private void insert(long seq) throws SQLException {
    writes.insert(new RowWrites.Written(seq, 0, "n" + seq, Keys.FILE, new byte[] {1}));
  }

  private long rows() throws SQLException {
    return sql.one("select count(*) from entry", r -> r.getLong(1)).orElseThrow();
  }

  @Test
  void whatWasHandedOverIsThereAfterAFlush() throws Exception {
    for (int seq = 1; seq <= MANY; seq++) {
      insert(seq);
    }
    for (int seq = 1; seq <= MANY; seq += 2) {
      writes.delete(seq);
    }
    writes.flush();
    assertThat(rows()).isEqualTo(MANY / 2);
  }

  @Test
  void nothingCanBeCommittedAfterABatchThatWasNotWritten() throws Exception {
    insert(1);
    writes.flush();
    assertThatThrownBy(
            () -> {
              // The first one has a sequence that is taken.
              for (int seq = 1; seq <= MANY; seq++) {
                insert(seq);
              }
              writes.flush();
            })
        .isInstanceOf(SQLException.class);
    insert(MANY + 1);
    assertThatThrownBy(writes::flush).isInstanceOf(SQLException.class);
  }
}
