package app.bothways.sync;

import static app.bothways.sync.Trees.write;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases on real files are deleted, cut, overwritten and put back from old copies. */
@Timeout(300)
class DamagedDatabaseTest {
  private static final int ROUNDS = Integer.getInteger("bothways.damages", 4);

  @TempDir Path base;

  private final MemoryNet net = new MemoryNet();
  private final List<Device> devices = new ArrayList<>();
  private final long seed = Long.getLong("bothways.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Set<String> expected = new TreeSet<>();
  private final Set<String> gone = new TreeSet<>();
  private final List<String> story = new ArrayList<>();
  private Optional<Device> forgetting = Optional.empty();
  private FolderId folder;
  private int texts;

  @AfterEach
  void close() {
    devices.forEach(Device::close);
  }

  enum Damage {
    DELETED,
    CUT,
    ZEROED,
    OLD_COPY
  }

  private void open() throws Exception {
    for (String name : List.of("anna", "bert", "carl")) {
      devices.add(new Device(net, base, name, _ -> true));
    }
    Device anna = devices.getFirst();
    Files.createDirectories(anna.tree);
    for (int i = 0; i < 60; i++) {
      put(anna, "d" + i % 5 + "/f" + i);
    }
    folder = anna.engine.add(anna.tree, Optional.empty());
    connect();
    anna.share(folder, devices.get(1));
    anna.share(folder, devices.get(2));
    devices.get(1).share(folder, devices.get(2));
    agree();
  }

  private void connect() throws IOException {
    devices.get(0).connect(devices.get(1));
    devices.get(0).connect(devices.get(2));
    devices.get(1).connect(devices.get(2));
  }

  /** A database that is found to be old is made anew on the way, so two times in sync in a row. */
  private void agree() throws Exception {
    for (int i = 0; i < 2; i++) {
      for (Device device : devices) {
        assertThat(device.inSync(folder))
            .as(() -> "seed " + seed + " " + device.engine.folders())
            .isTrue();
      }
    }
    for (Device device : devices) {
      assertThat(Trees.of(device.tree)).as("seed " + seed).isEqualTo(Trees.of(devices.get(0).tree));
    }
    Set<String> here = contents(devices.getFirst().tree);
    var lost = new TreeSet<>(expected);
    lost.removeAll(here);
    assertThat(lost).as("no edit is lost, seed " + seed).isEmpty();
    here.retainAll(gone);
    assertThat(here).as(() -> "nothing comes back, seed " + seed + "\n" + story).isEmpty();
  }

  private void tell(String what) {
    story.add(what);
  }

  private void put(Device device, String path) throws IOException {
    Path file = device.tree.resolve(path);
    if (Files.exists(file)) {
      forget(device, file);
    }
    String text = "text " + ++texts;
    write(file, text);
    expected.add(text);
    tell(device.id.shortText() + " writes " + path + ": " + text);
  }

  /** What is replaced on a device that then forgets all may stay, for nobody else knew of it. */
  private void forget(Device device, Path file) throws IOException {
    expected.remove(Files.readString(file));
    if (!forgetting.equals(Optional.of(device))) {
      gone.add(Files.readString(file));
    }
  }

  private void delete(Device device, int which) throws IOException {
    List<Path> files = files(device.tree);
    Path file = files.get(which % files.size());
    forget(device, file);
    tell(device.id.shortText() + " deletes " + device.tree.relativize(file));
    Files.delete(file);
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      return all.filter(Files::isRegularFile)
          .filter(p -> !p.toString().contains("/.bothways/"))
          .sorted()
          .toList();
    }
  }

  private static Set<String> contents(Path tree) throws IOException {
    var out = new TreeSet<String>();
    for (Path file : files(tree)) {
      out.add(Files.readString(file));
    }
    return out;
  }

  private Path database(Device device) {
    return device.home.resolve("folders").resolve(folder.text() + ".mv.db");
  }

  private Path copy(Device device) {
    return base.resolve("old-" + device.id.shortText());
  }

  private void damage(Device device, Damage how) throws IOException {
    Path db = database(device);
    tell(device.id.shortText() + ": its database is " + how);
    switch (how) {
      case DELETED -> Files.delete(db);
      case CUT -> {
        try (var file = new RandomAccessFile(db.toFile(), "rw")) {
          file.setLength(random.nextLong(file.length()));
        }
      }
      case ZEROED -> {
        try (var file = new RandomAccessFile(db.toFile(), "rw")) {
          file.seek(random.nextLong(file.length()));
          file.write(new byte[8192]);
        }
      }
      case OLD_COPY -> Files.copy(copy(device), db, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void noEditIsLostAndNothingIsDeletedOrComesBack() throws Exception {
    open();
    for (int round = 0; round < ROUNDS; round++) {
      Damage how = Damage.values()[round % Damage.values().length];
      Device hurt = devices.get(random.nextInt(3));
      Device other = devices.get((devices.indexOf(hurt) + 1) % 3);
      hurt.close();
      Files.copy(database(hurt), copy(hurt), StandardCopyOption.REPLACE_EXISTING);
      hurt.start();
      connect();
      put(other, "d1/new" + round);
      put(hurt, "d2/f2");
      delete(other, random.nextInt(50));
      agree();
      hurt.close();
      forgetting = Optional.of(hurt);
      // While it is off, both sides go on; the file that both have is edited by one of them only.
      put(hurt, "d0/f" + 5 * (round % 10));
      put(hurt, "mine" + round);
      put(other, "d3/theirs" + round);
      delete(other, 20 + random.nextInt(10));
      damage(hurt, how);
      hurt.start();
      connect();
      agree();
      forgetting = Optional.empty();
    }
  }

  @Test
  void theListOfFoldersSurvivesTheLossOfItsDatabase() throws Exception {
    open();
    Device bert = devices.get(1);
    for (Damage how : List.of(Damage.DELETED, Damage.CUT, Damage.ZEROED)) {
      bert.close();
      Path db = bert.home.resolve("folders.mv.db");
      switch (how) {
        case DELETED -> Files.delete(db);
        case CUT -> Files.write(db, new byte[] {1, 2, 3});
        default -> Files.write(db, new byte[20_000]);
      }
      bert.start();
      assertThat(bert.engine.folders()).extracting(FolderStatus::id).containsExactly(folder);
      assertThat(bert.engine.folders().getFirst().members()).hasSize(2);
      connect();
      put(bert, "after" + how);
      agree();
    }
  }

  /** As a kill leaves it between the making of the file and the reading of the copy. */
  @Test
  void aListOfFoldersThatWasMadeAndNotFilledIsReadFromItsCopy() throws Exception {
    Path home = base.resolve("home");
    var id = new FolderId("abcdefghijklmnopqrstuvwxyz");
    try (var store = FolderStore.open(home)) {
      store.add(id, "photos", base.resolve("photos"));
    }
    Files.delete(home.resolve("folders.mv.db"));
    DriverManager.getConnection("jdbc:h2:file:" + home.resolve("folders").toAbsolutePath()).close();
    try (var store = FolderStore.open(home)) {
      assertThat(store.folders()).extracting(FolderStore.Folder::id).containsExactly(id);
    }
  }
}
