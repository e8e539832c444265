package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Remote;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others announced is the same in memory, in the table, and after the database was opened. */
@Timeout(120)
class RemotesTest {
  private static final int MOST = 40;
  private static final List<NodeId> DEVICES = List.of(device(3), device(1), device(2));

  @TempDir Path directory;
  private final long seed = Long.getLong("bothways.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<RelPath, Map<NodeId, Remote>> map = new TreeMap<>();

  private static NodeId device(int n) {
    return NodeId.of(ByteBuffer.allocate(NodeId.LENGTH).putInt(28, n).array());
  }

  private record Opened(Sql sql, Counts counts, Remotes remotes) implements AutoCloseable {
    @Override
    public void close() {
      sql.close();
    }
  }

  private Opened open() throws Exception {
    IndexFile.open(directory.resolve("index"), 7, "here", Seal.none()).close();
    var connection = DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("index"));
    connection.setAutoCommit(false);
    var sql = new Sql(connection);
    var counts = new Counts();
    return new Opened(sql, counts, new Remotes(sql, new Devices(sql), counts, MOST));
  }

  private Entry entry(RelPath path) {
    var version =
        new Version(VersionVector.EMPTY.plus(5, random.nextInt(1, 9)), random.nextInt(99), 5);
    var content =
        ContentId.of(ByteBuffer.allocate(ContentId.LENGTH).putInt(random.nextInt(9)).array());
    return random.nextInt(8) == 0
        ? new LinkEntry(path, version, "x".repeat(random.nextInt(4) == 0 ? 4_000 : 9))
        : new FileEntry(path, version, random.nextInt(99), 3, false, content, Optional.empty());
  }

  private void act(Remotes remotes, int names) throws Exception {
    var path = RelPath.of((random.nextBoolean() ? "d/" : "") + "n" + random.nextInt(names));
    NodeId device = DEVICES.get(random.nextInt(DEVICES.size()));
    int what = random.nextInt(100);
    if (what < 55) {
      var remote = new Remote(device, entry(path));
      remotes.put(remote);
      map.computeIfAbsent(path, _ -> new TreeMap<>()).put(device, remote);
    } else if (what < 99) {
      boolean there = map.getOrDefault(path, Map.of()).containsKey(device);
      assertThat(remotes.remove(path, device)).isEqualTo(there ? 1 : 0);
      map.getOrDefault(path, new TreeMap<>()).remove(device);
    } else if (random.nextInt(6) == 0) {
      remotes.drop(device);
      map.values().forEach(there -> there.remove(device));
    }
    map.values().removeIf(Map::isEmpty);
  }

  private void agree(Opened opened, String when) throws Exception {
    assertThat(opened.counts.needItems).as(when).isEqualTo(map.size());
    assertThat(opened.counts.needBytes)
        .as(when)
        .isEqualTo(
            map.values().stream()
                .mapToLong(
                    t -> t.values().stream().mapToLong(r -> Keys.size(r.entry())).max().orElse(0))
                .sum());
    for (var name : map.entrySet()) {
      assertThat(opened.remotes.at(name.getKey()))
          .as(when)
          .containsExactlyInAnyOrderElementsOf(name.getValue().values());
    }
    var all = new ArrayList<Remote>();
    Optional<RelPath> after = Optional.empty();
    while (true) {
      List<Remote> page = opened.remotes.after(after, 1000);
      if (page.isEmpty()) {
        break;
      }
      all.addAll(page);
      after = Optional.of(page.getLast().entry().path());
    }
    assertThat(all)
        .as(when)
        .containsExactlyInAnyOrderElementsOf(
            map.values().stream().flatMap(t -> t.values().stream()).toList());
  }

  @Test
  void nothingIsForgottenOrInventedWhicheverHoldsIt() throws Exception {
    Opened opened = open();
    try {
      for (int round = 0; round < 60; round++) {
        // Now few enough for memory, now more.
        int names = round % 3 == 0 ? 60 : 8;
        for (int n = random.nextInt(120); n >= 0; n--) {
          act(opened.remotes, names);
        }
        if (round % 7 == 6) {
          for (NodeId device : DEVICES) {
            opened.remotes.drop(device);
          }
          map.clear();
        }
        opened.remotes.flush();
        opened.sql.commit();
        String when = "seed " + seed + ", round " + round;
        agree(opened, when);
        if (random.nextInt(3) == 0) {
          opened.close();
          opened = open();
          agree(opened, when + ", opened again");
        }
      }
    } finally {
      opened.close();
    }
  }

  @Test
  void whatWasDealtWithLeavesNothingBehind() throws Exception {
    try (Opened opened = open()) {
      for (int n = 0; n < 2 * MOST; n++) {
        opened.remotes.put(new Remote(DEVICES.getFirst(), entry(RelPath.of("n" + n))));
        opened.remotes.flush();
      }
      for (int n = 0; n < 2 * MOST; n++) {
        assertThat(opened.remotes.remove(RelPath.of("n" + n), DEVICES.getFirst())).isOne();
        opened.remotes.flush();
      }
      for (String table : List.of("heard", "heard_gone", "remote")) {
        assertThat(opened.sql.query("select * from " + table, r -> r.getInt(1))).isEmpty();
      }
    }
  }
}
