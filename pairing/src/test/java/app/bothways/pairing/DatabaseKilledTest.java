package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A killed process leaves whole transactions and every one that was reported: a device must never
 * be in one table and its unfinished pairing not in the other.
 */
@Timeout(180)
class DatabaseKilledTest {
  private static final int KILLS = Integer.getInteger("bothways.kills", 3);

  @TempDir Path home;

  private static Database open(Path home) throws Exception {
    return Database.open(
        home,
        db -> {
          try (Statement sql = db.createStatement()) {
            sql.execute("create table if not exists left_rows (n bigint primary key, t varchar)");
            sql.execute("create table if not exists right_rows (n bigint primary key, t varchar)");
          }
          return null;
        });
  }

  private static long count(Connection db, String table) throws SQLException {
    try (Statement sql = db.createStatement();
        ResultSet row = sql.executeQuery("select count(*), coalesce(max(n), -1) from " + table)) {
      row.next();
      assertThat(row.getLong(2)).isEqualTo(row.getLong(1) - 1);
      return row.getLong(1);
    }
  }

  private static void insert(Connection db, String table, long from, long to) throws SQLException {
    try (PreparedStatement sql =
        db.prepareStatement("insert into " + table + " (n, t) values (?, ?)")) {
      for (long n = from; n < to; n++) {
        sql.setLong(1, n);
        sql.setString(2, "x".repeat(90));
        sql.addBatch();
      }
      sql.executeBatch();
    }
  }

  /** Writes the same rows to both tables, one transaction after the other, until it is killed. */
  public static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      var random = new Random(Long.parseLong(args[1]));
      try (Database database = open(Path.of(args[0]))) {
        while (true) {
          long size = random.nextInt(1, 400);
          long written =
              database.write(
                  db -> {
                    long next = count(db, "left_rows");
                    insert(db, "left_rows", next, next + size);
                    insert(db, "right_rows", next, next + size);
                    return next + size;
                  },
                  _ -> {});
          System.out.println(written);
        }
      }
    }
  }

  @Test
  void whatIsWrittenTogetherStaysTogetherAndWhatWasReportedIsThere() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      long reported = runAndKill(random);
      try (Database database = open(home);
          Stream<Path> files = Files.list(home)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as("nothing was set aside as damaged, seed " + seed)
            .noneMatch(name -> name.contains("damaged"));
        long first = database.write(db -> count(db, "left_rows"), _ -> {});
        long second = database.write(db -> count(db, "right_rows"), _ -> {});
        assertThat(first).as("seed " + seed).isEqualTo(second).isGreaterThanOrEqualTo(reported);
      }
    }
  }

  private long runAndKill(Random random) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                home.toString(),
                Long.toString(random.nextLong()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines = process.inputReader()) {
      long reported = 0;
      for (int reports = random.nextInt(1, 12); reports > 0; reports--) {
        reported = Long.parseLong(lines.readLine());
      }
      process.waitFor(random.nextInt(200), TimeUnit.MILLISECONDS);
      return reported;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
