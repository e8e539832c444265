package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import org.junit.jupiter.api.Test;

/** What is remembered of rows is never older than what the database would say. */
class RecentRowsTest {
  private static final RelPath A = RelPath.of("a");
  private final RecentRows rows = new RecentRows();

  private long newest(RelPath path) {
    return rows.newest(path).map(RecentRows.Data::seq).orElse(0L);
  }

  private long committed(RelPath path) {
    return rows.committed(path).map(RecentRows.Data::seq).orElse(0L);
  }

  @Test
  void othersSeeWhatWasCommittedAndTheIndexWhatItWrote() {
    rows.wrote(A, 1, new byte[0]);
    assertThat(newest(A)).isEqualTo(1);
    assertThat(committed(A)).isZero();
    rows.commit();
    rows.wrote(A, 2, new byte[0]);
    assertThat(newest(A)).isEqualTo(2);
    assertThat(committed(A)).isEqualTo(1);
    rows.commit();
    assertThat(committed(A)).isEqualTo(2);
  }

  @Test
  void aRowThatWasTakenAwayIsAskedForInTheTable() {
    rows.wrote(A, 1, new byte[0]);
    rows.commit();
    rows.removed(A);
    assertThat(newest(A)).isZero();
    assertThat(committed(A)).isEqualTo(1);
    rows.commit();
    assertThat(committed(A)).isZero();
  }

  @Test
  void ofTooMuchTheLastIsRememberedAndNothingOfBefore() {
    rows.wrote(A, 1, new byte[0]);
    rows.wrote(RelPath.of("n0"), 2, new byte[0]);
    rows.commit();
    rows.wrote(A, 3, new byte[0]);
    for (int n = 1; n <= 30_000; n++) {
      rows.wrote(RelPath.of("n" + n), 3 + n, new byte[0]);
    }
    assertThat(newest(A)).as("not the one of before").isZero();
    assertThat(rows.isAhead(A)).isTrue();
    assertThat(newest(RelPath.of("n0"))).as("might have been written since").isZero();
    assertThat(newest(RelPath.of("n30000"))).isEqualTo(30_003);
    assertThat(committed(A)).isEqualTo(1);
    rows.commit();
    assertThat(committed(A)).isZero();
    assertThat(committed(RelPath.of("n0"))).isZero();
    assertThat(committed(RelPath.of("n30000"))).isEqualTo(30_003);
    assertThat(rows.isAhead(A)).isFalse();
    rows.wrote(A, 50_000, new byte[0]);
    rows.commit();
    assertThat(committed(A)).isEqualTo(50_000);
  }

  @Test
  void aRowThatWasTakenAwayAmongTooManyIsNotRememberedFromBefore() {
    rows.wrote(A, 1, new byte[0]);
    rows.commit();
    rows.removed(A);
    for (int n = 0; n < 30_000; n++) {
      rows.wrote(RelPath.of("n" + n), 2 + n, new byte[0]);
    }
    assertThat(newest(A)).isZero();
    rows.commit();
    assertThat(newest(A)).isZero();
    assertThat(committed(A)).isZero();
  }
}
