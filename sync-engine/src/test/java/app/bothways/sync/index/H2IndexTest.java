package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.core.Index;
import app.bothways.sync.core.Row;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database says what a map would say, through caches, numbers for names, and reopening. */
@Timeout(120)
class H2IndexTest {
  private static final long ACTOR = 7;

  @TempDir Path base;
  private final long seed = Long.getLong("bothways.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final TreeMap<RelPath, Row> map = new TreeMap<>();
  private final List<RelPath> names = new ArrayList<>();

  private IndexFile open() throws IOException {
    return IndexFile.open(base.resolve("index"), ACTOR, "here", Seal.none());
  }

  private ContentId content() {
    byte[] hash = new byte[ContentId.LENGTH];
    hash[5] = (byte) random.nextInt(20);
    return ContentId.of(hash);
  }

  private long odd() {
    return random.nextInt(4) == 0 ? random.nextLong() >> random.nextInt(60) : random.nextInt(2);
  }

  private Entry entry(RelPath path) {
    VersionVector vector = VersionVector.EMPTY.plus(ACTOR);
    for (int n = random.nextInt(3); n > 0; n--) {
      vector = vector.plus(random.nextInt(5) - 2, random.nextInt(1, 1000));
    }
    var version =
        random.nextInt(12) == 0
            ? Version.nobodys(ACTOR)
            : new Version(vector, random.nextLong() >>> 2 + random.nextInt(50), ACTOR);
    Optional<ContentId> before = random.nextBoolean() ? Optional.empty() : Optional.of(content());
    return switch (random.nextInt(8)) {
      case 0 -> new DirEntry(path, version);
      case 1 -> new LinkEntry(path, version, "../ünd");
      case 2, 3 -> new Tombstone(path, version, before);
      default ->
          new FileEntry(
              path, version, Math.abs(odd()), odd(), random.nextBoolean(), content(), before);
    };
  }

  /** Mostly what the entry says, at times anything. */
  private Optional<Observed> seen(Entry entry) {
    if (entry instanceof Tombstone || random.nextInt(10) == 0) {
      return Optional.empty();
    }
    long ctime = random.nextInt(5) == 0 ? Stamps.VOLATILE - random.nextInt(2) : Math.abs(odd());
    long size = entry instanceof FileEntry f && random.nextInt(9) > 0 ? f.size() : 0;
    var stamp = new Stamp(size, odd(), ctime, odd(), Executable.values()[random.nextInt(3)]);
    return Optional.of(
        switch (random.nextInt(9)) {
          case 0 -> new Observed.Dir(stamp);
          case 1 -> new Observed.Link(stamp, "elsewhere");
          default ->
              entry instanceof FileEntry f && random.nextInt(9) > 0
                  ? new Observed.File(stamp, f.contentId())
                  : new Observed.File(stamp, content());
        });
  }

  private void change(H2Index index) {
    RelPath path = names.get(random.nextInt(names.size()));
    Optional<Row> old = Optional.ofNullable(map.get(path));
    Optional<Row> grave = old.filter(r -> r.entry() instanceof Tombstone);
    if (grave.isPresent() && random.nextInt(3) == 0) {
      index.forget(grave.get());
      map.remove(path);
      return;
    }
    Entry entry = entry(path);
    boolean sameSeq = old.isPresent() && random.nextInt(4) == 0;
    var row = new Row(entry, seen(entry), sameSeq ? old.get().seq() : index.lastSeq() + 1);
    index.put(row);
    map.put(path, row);
  }

  private void agree(IndexFile file) {
    H2Index index = file.index();
    var bySeq = new ArrayList<>(map.values());
    bySeq.sort(Comparator.comparing(Row::seq));
    assertThat(index.after(0, 100_000)).as("seed " + seed).isEqualTo(bySeq);
    long middle = index.lastSeq() / 2;
    assertThat(index.after(middle, 3))
        .isEqualTo(bySeq.stream().filter(r -> r.seq() > middle).limit(3).toList());
    List<Row> graves = bySeq.stream().filter(r -> r.entry() instanceof Tombstone).toList();
    assertThat(index.tombstones(Long.MAX_VALUE, 100_000)).as("seed " + seed).isEqualTo(graves);
    assertThat(index.totals()).as("seed " + seed).isEqualTo(totals());
    for (RelPath name : names) {
      Optional<Row> row = Optional.ofNullable(map.get(name));
      assertThat(index.row(name)).as("seed " + seed).isEqualTo(row.filter(r -> !r.isHeld()));
      assertThat(index.margin().held(name)).isEqualTo(row.filter(Row::isHeld));
      assertThat(file.committed(name)).isEqualTo(row.filter(r -> r.observed().isPresent()));
    }
    for (Optional<RelPath> dir : List.of(Optional.<RelPath>empty(), names.getFirst().parent())) {
      List<Row> live =
          map.values().stream()
              .filter(r -> r.entry().path().parent().equals(dir) && r.observed().isPresent())
              .toList();
      assertThat(index.live(dir, 100_000)).as("seed " + seed).isEqualTo(live);
      assertThat(file.known().children(dir).stream().map(Known.Item::path))
          .isEqualTo(live.stream().map(r -> r.entry().path()).toList());
    }
    List<Row> copies =
        map.values().stream()
            .filter(r -> r.observed().isPresent() && r.entry().path().name().contains("(conflict,"))
            .toList();
    assertThat(file.conflicts()).as("seed " + seed).isEqualTo(copies.size());
    assertThat(file.conflictCopies(100_000)).containsExactlyInAnyOrderElementsOf(copies);
  }

  private Totals totals() {
    long files = 0;
    long dirs = 0;
    long bytes = 0;
    for (Row row : map.values()) {
      if (!row.isHeld() && row.entry() instanceof FileEntry file) {
        files++;
        bytes += file.size();
      }
      dirs += !row.isHeld() && row.entry() instanceof DirEntry ? 1 : 0;
    }
    return new Totals(files, dirs, bytes);
  }

  @Test
  void saysWhatAMapWouldSay() throws Exception {
    for (int i = 0; i < 60; i++) {
      String name = i % 7 == 0 ? "n" + i + " (conflict, anna, 2026)" : "ñ" + i;
      names.add(RelPath.of(i % 3 == 0 ? name : "d" + i % 4 + "/deep/" + name));
    }
    names.sort(Comparator.reverseOrder());
    long digest = 0;
    for (int life = 0; life < 6; life++) {
      try (IndexFile file = open()) {
        assertThat(file.index().digest()).as("seed " + seed).isEqualTo(digest);
        agree(file);
        for (int n = 0; n < 150; n++) {
          change(file.index());
          if (random.nextInt(20) == 0) {
            file.index().commit();
          }
        }
        file.index().commit();
        agree(file);
        digest = file.index().digest();
      }
    }
  }

  @Test
  void aRowIsAFewBytesLongerThanWhatItMustHold() throws Exception {
    var content = content();
    var version =
        new Version(VersionVector.EMPTY.plus(ACTOR, 900_000), 1_780_000_000_000L << 16, 7);
    long time = 1_780_000_000_123_456_789L;
    var entry =
        new FileEntry(RelPath.of("a/b"), version, 4096, time, false, content, Optional.empty());
    var stamp = new Stamp(4096, time, time + 5_000_000, 12_345_678, Executable.NO);
    try (IndexFile file = open()) {
      byte[] row =
          file.index()
              .codec()
              .encode(new Row(entry, Optional.of(new Observed.File(stamp, content)), 1));
      // 32 of content, 8 of time, 9 of clock: nothing of it can be left out.
      assertThat(row).hasSizeLessThan(ContentId.LENGTH + 8 + 9 + 22);
    }
  }

  @Test
  void aDatabaseOfAnEarlierLayoutIsSetAsideAndMadeAnew() throws Exception {
    try (var old = DriverManager.getConnection("jdbc:h2:file:" + base.resolve("index"));
        var statement = old.createStatement()) {
      statement.execute(
          "create table meta (actor bigint not null, clock bigint not null, joining boolean not"
              + " null, seq bigint not null, digest bigint not null)");
      statement.execute("insert into meta values (5, 0, false, 0, 0)");
    }
    try (IndexFile file = open()) {
      assertThat(file.index().actor()).isEqualTo(ACTOR);
      assertThat(file.index().joining()).isTrue();
    }
    assertThat(Files.exists(base.resolve("index.damaged-1"))).isTrue();
  }

  /** That of a removed device stood among them as its last one, and it may come back with it. */
  @Test
  void whatEarlierVersionsTookForGivenUpIsForgotten() throws Exception {
    NodeId removed = NodeId.of(new byte[NodeId.LENGTH]);
    byte[] other = new byte[NodeId.LENGTH];
    other[0] = 1;
    NodeId member = NodeId.of(other);
    try (IndexFile file = open()) {
      for (NodeId device : List.of(removed, member)) {
        file.index().mark(device, new Index.Mark(8, 1, 1));
        file.index().mark(device, new Index.Mark(9, 1, 1));
      }
    }
    try (var old = DriverManager.getConnection("jdbc:h2:file:" + base.resolve("index"));
        var statement = old.createStatement()) {
      statement.execute("update device set idx = 0, seq = 0, life = 0 where no = 1");
      statement.execute("insert into past (device, idx) values (1, 9)");
    }
    for (int opening = 0; opening < 2; opening++) {
      try (IndexFile file = open()) {
        assertThat(file.index().heardOf()).containsExactly(member);
        assertThat(file.index().isPast(removed, 9)).isFalse();
        assertThat(file.index().isPast(member, 8)).isTrue();
      }
    }
  }

  @Test
  void whatIsIntendedOfALargeTreeIsKnownAfterAnEnd() throws Exception {
    var version = new Version(VersionVector.EMPTY.plus(ACTOR, 1), 1, ACTOR);
    var all = new ArrayList<Entry>();
    for (int n = 0; n < 20_000; n++) {
      var path = RelPath.of("a rather long name of a directory/and a file " + n);
      all.add(new FileEntry(path, version, n, n, false, content(), Optional.of(content())));
    }
    try (IndexFile file = open()) {
      file.index().intend(all);
    }
    try (IndexFile file = open()) {
      for (Entry entry : all) {
        assertThat(file.index().intended(entry.path())).contains(entry);
      }
      file.index().intend(all.subList(0, 10));
    }
    try (IndexFile file = open()) {
      assertThat(file.index().intended(all.get(9).path())).contains(all.get(9));
      assertThat(file.index().intended(all.get(10).path())).isEmpty();
      assertThat(file.index().intended(all.getLast().path())).isEmpty();
    }
  }

  @Test
  void damagedRowsAreRefused() throws Exception {
    try (IndexFile file = open()) {
      RowCodec codec = file.index().codec();
      Row row = new Row(entry(RelPath.of("x")), Optional.empty(), 1);
      byte[] bytes = codec.encode(row);
      for (int length = 0; length < bytes.length; length++) {
        byte[] part = java.util.Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> codec.decode(RelPath.of("x"), 1, part))
            .as("seed " + seed)
            .isInstanceOf(IOException.class);
      }
    }
  }
}
