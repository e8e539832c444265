package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceStoreTest {
  @TempDir Path home;

  private static NodeId id(int n) {
    var bytes = new byte[32];
    bytes[0] = (byte) n;
    return NodeId.of(bytes);
  }

  private static Unfinished row(int n, String name, Unfinished.Stage stage) {
    return new Unfinished(
        id(n),
        new DeviceInfo(name, "Linux"),
        Instant.ofEpochMilli(1000L + n),
        NodeAddr.of(id(n)),
        stage);
  }

  private static Device pair(PairingStore store, int n, String name) {
    Device device = store.decide(row(n, name, Unfinished.Stage.DECIDED));
    store.acknowledged(device.id());
    return device;
  }

  private H2DeviceStore open() throws IOException {
    return H2DeviceStore.open(home);
  }

  @Test
  void aRecordIsKeptAsLongAsItsDeviceIs() throws Exception {
    try (H2DeviceStore store = open()) {
      pair(store, 1, "Ana");
      store.record(id(1), "first");
      store.record(id(1), "second");
      store.record(id(2), "of a stranger");
    }
    try (H2DeviceStore store = open()) {
      assertThat(store.record(id(1))).contains("second");
      assertThat(store.record(id(2))).isEmpty();
      store.remove(id(1));
      pair(store, 1, "Ana");
      assertThat(store.record(id(1))).isEmpty();
    }
  }

  @Test
  void everythingIsThereAgainAfterReopening() throws Exception {
    List<Device> before;
    try (H2DeviceStore store = open()) {
      pair(store, 1, "Ana");
      pair(store, 2, "Ben");
      store.rename(id(1), "Ana's phone");
      store.policy(id(2), PathPolicy.RELAY_ONLY);
      store.lastAddress(
          new NodeAddr(
              id(2),
              List.of(RelayUrl.parse("https://relay.example").orElseThrow()),
              List.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 4711))));
      store.setting("theme", "dark");
      store.setting("theme", "light");
      store.prepare(row(3, "Cleo", Unfinished.Stage.PREPARED));
      before = store.devices();
    }
    try (DeviceStore store = DeviceStore.open(home)) {
      assertThat(store.devices()).isEqualTo(before).hasSize(2);
      assertThat(store.device(id(1)).orElseThrow().name()).isEqualTo("Ana's phone");
      assertThat(store.device(id(2)).orElseThrow().policy()).isEqualTo(PathPolicy.RELAY_ONLY);
      assertThat(store.device(id(2)).orElseThrow().lastAddress().direct()).hasSize(1);
      assertThat(store.setting("theme")).contains("light");
      assertThat(store.setting("other")).isEmpty();
      assertThat(((PairingStore) store).unfinished())
          .containsExactly(row(3, "Cleo", Unfinished.Stage.PREPARED));
    }
  }

  @Test
  void namesAreUnique() throws Exception {
    try (H2DeviceStore store = open()) {
      assertThat(pair(store, 1, "Ana").name()).isEqualTo("Ana");
      assertThat(pair(store, 2, "ana").name()).isEqualTo("ana 2");
      assertThat(pair(store, 3, "Ana").name()).isEqualTo("Ana 3");
      assertThat(pair(store, 4, "x".repeat(64)).name()).hasSize(64);
      assertThat(pair(store, 5, "x".repeat(64)).name()).hasSize(64).endsWith(" 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.rename(id(2), " ANA "))
          .withMessageContaining("called ANA already");
      assertThatIllegalArgumentException().isThrownBy(() -> store.rename(id(2), " \t"));
      store.rename(id(1), "ANA");
      assertThat(store.device(id(1)).orElseThrow().name()).isEqualTo("ANA");
    }
  }

  @Test
  void aPromiseIsNoDeviceUntilItIsCommitted() throws Exception {
    try (H2DeviceStore store = open()) {
      store.prepare(row(1, "Ana", Unfinished.Stage.PREPARED));
      assertThat(store.devices()).isEmpty();
      assertThat(store.commit(id(1))).isPresent();
      assertThat(store.devices()).hasSize(1);
      assertThat(store.unfinished()).isEmpty();
      assertThat(store.commit(id(1))).contains(store.devices().getFirst());
      assertThat(store.commit(id(2))).isEmpty();
    }
  }

  @Test
  void aVoidPromiseLeavesAnOlderDeviceAlone() throws Exception {
    try (H2DeviceStore store = open()) {
      Device old = pair(store, 1, "Ana");
      store.prepare(row(1, "Ana", Unfinished.Stage.PREPARED));
      store.forget(id(1));
      assertThat(store.devices()).containsExactly(old);
      assertThat(store.unfinished()).isEmpty();
    }
  }

  @Test
  void aRemovedDeviceIsForgottenWithItsUnfinishedPairing() throws Exception {
    try (H2DeviceStore store = open()) {
      store.decide(row(1, "Ana", Unfinished.Stage.DECIDED));
      store.remove(id(1));
      assertThat(store.devices()).isEmpty();
      assertThat(store.unfinished()).isEmpty();
      store.remove(id(1));
      store.rename(id(1), "Nobody");
      store.policy(id(1), PathPolicy.AUTO);
      assertThat(store.devices()).isEmpty();
    }
  }

  @Test
  void listenersGetTheWholeListAfterEachChangeAndOnlyThen() throws Exception {
    try (H2DeviceStore store = open()) {
      List<List<Device>> told = new ArrayList<>();
      var failing =
          store.changes(
              list -> {
                throw new IllegalStateException("a broken listener");
              });
      var subscription = store.changes(told::add);
      pair(store, 1, "Ana");
      store.setting("a", "b");
      store.policy(id(1), PathPolicy.AUTO);
      store.rename(id(1), "Anna");
      subscription.close();
      failing.close();
      store.remove(id(1));
      assertThat(told).hasSize(2);
      assertThat(told.getLast().getFirst().name()).isEqualTo("Anna");
    }
  }

  @Test
  void concurrentChangesAreAllKeptAndTheLastListToldIsTheNewest() throws Exception {
    try (H2DeviceStore store = open()) {
      List<List<Device>> told = new ArrayList<>();
      store.changes(told::add);
      List<Thread> threads = new ArrayList<>();
      for (int n = 1; n <= 8; n++) {
        int number = n;
        threads.add(Thread.ofVirtual().start(() -> pair(store, number, "same name")));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(store.devices()).hasSize(8);
      assertThat(store.devices().stream().map(Device::name).distinct()).hasSize(8);
      assertThat(told.getLast()).isEqualTo(store.devices());
    }
  }

  @Test
  void anInterruptOfTheCallerHarmsNothing() throws Exception {
    try (H2DeviceStore store = open()) {
      Thread.currentThread().interrupt();
      store.setting("k", "v");
      assertThat(Thread.interrupted()).isTrue();
      pair(store, 1, "Ana");
      assertThat(store.devices()).hasSize(1);
    }
  }

  @Test
  void aDatabaseThatAnotherProgramHasLockedIsNotTakenForDamaged() throws Exception {
    try (H2DeviceStore store = open()) {
      pair(store, 1, "Ana");
    }
    try (FileChannel other =
            FileChannel.open(home.resolve("main.mv.db"), StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("main.mv.db");
    }
    assertThat(aside()).isEmpty();
    try (H2DeviceStore store = open()) {
      assertThat(store.devices()).hasSize(1);
    }
  }

  @Test
  void aDamagedDatabaseIsSetAsideAndNotDeleted() throws Exception {
    Path file = home.resolve("main.mv.db");
    Random random = Seeds.random();
    for (int round = 0; round < 3; round++) {
      try (H2DeviceStore store = open()) {
        pair(store, 1, "Ana");
      }
      byte[] bytes = Files.readAllBytes(file);
      switch (round) {
        case 0 -> random.nextBytes(bytes);
        case 1 -> java.util.Arrays.fill(bytes, 0, bytes.length, (byte) 0);
        // The header is whole: H2 writes to such a file before it can be found to be empty.
        default -> java.util.Arrays.fill(bytes, 8192, bytes.length, (byte) 'x');
      }
      Files.write(file, bytes);
      try (H2DeviceStore store = open()) {
        assertThat(store.devices()).isEmpty();
        assertThat(aside()).hasSize(round + 1);
        if (round < 2) {
          assertThat(aside()).anyMatch(path -> same(path, bytes));
        }
        store.setting("usable", "yes");
      }
      Files.delete(file);
    }
  }

  private static boolean same(Path path, byte[] bytes) {
    try {
      return java.util.Arrays.equals(Files.readAllBytes(path), bytes);
    } catch (IOException e) {
      return false;
    }
  }

  private List<Path> aside() throws IOException {
    try (var files = Files.list(home)) {
      return files
          .filter(path -> path.getFileName().toString().startsWith("main.mv.db.damaged-"))
          .toList();
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
    try (Database database =
        Database.open(
            home,
            db -> {
              Tables.create(db);
              return null;
            })) {
      database.write(
          db -> {
            Tables.setting(db, Tables.SCHEMA_KEY, "99");
            return true;
          },
          done -> {});
    }
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("newer");
    assertThat(aside()).isEmpty();
  }

  @Test
  void theSchemaVersionIsNotASetting() throws Exception {
    try (H2DeviceStore store = open()) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.setting(Tables.SCHEMA_KEY, "2"));
    }
  }

  @Test
  void aHomeWithStrangeCharactersWorks() throws Exception {
    Path odd = home.resolve("it's a 100% \"home\" = ü");
    try (DeviceStore store = DeviceStore.open(odd)) {
      store.setting("k", "v");
    }
    assertThat(odd.resolve("main.mv.db")).exists();
    try (DeviceStore store = DeviceStore.open(odd)) {
      assertThat(store.setting("k")).contains("v");
    }
  }

  @Test
  void aHomeThatTheDatabaseCannotNameIsRefusedInOneSentence() {
    assertThatThrownBy(() -> DeviceStore.open(home.resolve("a;b")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("semicolon");
  }
}
