package app.bothways.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.app.FakeApp;
import app.bothways.app.FolderNames;
import app.bothways.app.Mistake;
import app.bothways.app.Overall;
import app.bothways.app.Refusal;
import app.bothways.app.WhyText;
import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import app.bothways.net.report.Why;
import app.bothways.pairing.Device;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NodePartsTest {
  private static FolderStatus folder(State state, int need, List<SyncError> errors) {
    return folder("abcdefghijklmnopqrstuvwxyz", "Photos", "/p", state, need, errors);
  }

  private static FolderStatus folder(
      String id, String name, String path, State state, int need, List<SyncError> errors) {
    return new FolderStatus(
        new FolderId(id),
        name,
        Path.of(path),
        state,
        FolderStatus.Totals.NONE,
        FolderStatus.Totals.NONE,
        new FolderStatus.Need(need, need),
        List.of(),
        errors,
        0,
        0,
        Optional.empty(),
        FolderMode.TWO_WAY,
        0,
        0);
  }

  private static FolderStatus in(State state) {
    return folder(state, 0, List.of());
  }

  @Test
  void whatADeviceSaysOfItselfComesBeforeWhatWasKnownAndTheOldestGoes() {
    var relays =
        List.of("a", "b", "c", "d", "e").stream()
            .map(name -> RelayUrl.parse("https://" + name + ".example").orElseThrow())
            .toList();
    NodeAddr known = new NodeAddr(FakeApp.OTHER, relays.subList(0, 4), List.of());
    NodeAddr better = Addresses.learn(known, List.of(relays.get(4), relays.get(1)), List.of());
    assertThat(better.relays())
        .containsExactly(relays.get(4), relays.get(1), relays.get(0), relays.get(2));
    assertThat(Addresses.learn(better, List.of(), List.of())).isEqualTo(better);
  }

  @Test
  void oneWordStandsForAllFolders() {
    var error = new SyncError(ErrorCode.DISK_FULL, "", "Full.", "Make room.");
    assertThat(Overalls.of(List.of())).isEqualTo(Overall.IN_SYNC);
    assertThat(Overalls.of(List.of(in(State.IN_SYNC)))).isEqualTo(Overall.IN_SYNC);
    assertThat(Overalls.of(List.of(in(State.IN_SYNC), in(State.SCANNING))))
        .isEqualTo(Overall.SYNCING);
    assertThat(Overalls.of(List.of(in(State.PAUSED)))).isEqualTo(Overall.PAUSED);
    assertThat(Overalls.of(List.of(in(State.PAUSED), in(State.IN_SYNC))))
        .isEqualTo(Overall.IN_SYNC);
    assertThat(Overalls.of(List.of(in(State.WAITING)))).isEqualTo(Overall.IN_SYNC);
    assertThat(Overalls.of(List.of(folder(State.WAITING, 1, List.of()))))
        .isEqualTo(Overall.SYNCING);
    assertThat(Overalls.of(List.of(in(State.SYNCING), in(State.ERROR))))
        .isEqualTo(Overall.ATTENTION);
    assertThat(Overalls.of(List.of(folder(State.SYNCING, 1, List.of(error)))))
        .isEqualTo(Overall.ATTENTION);
  }

  private static Device device(NodeId id, String name) {
    return new Device(id, name, "", FakeApp.THEN, PathPolicy.AUTO, NodeAddr.of(id));
  }

  @Test
  void aDeviceIsFoundByIdNameOrUniqueBeginningAndNeverGuessed() throws Exception {
    Device ana = device(FakeApp.id(1), "Ana");
    Device bob = device(FakeApp.id(2), "Bob");
    // Somebody may call a device like the beginning of another's id: the name wins.
    Device odd = device(FakeApp.id(3), bob.id().toString().substring(0, 4));
    List<Device> all = List.of(ana, bob, odd);
    assertThat(DeviceNames.find(all, ana.id().toString())).isEqualTo(ana);
    assertThat(DeviceNames.find(all, "ana")).isEqualTo(ana);
    assertThat(DeviceNames.find(all, ana.id().toString().substring(0, 6))).isEqualTo(ana);
    assertThat(DeviceNames.find(all, odd.name())).isEqualTo(odd);
    assertThatThrownBy(() -> DeviceNames.find(all, "Carl"))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.NO_SUCH_DEVICE.word()))
        .hasMessageContaining("'Carl'");
    assertThatThrownBy(() -> DeviceNames.find(all, ""))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.SEVERAL_FIT.word()))
        .hasMessageContaining("several");
  }

  @Test
  void aNameOfSeveralLinesIsNoName() {
    for (String name : List.of("", "a\nb", "x".repeat(65))) {
      assertThatThrownBy(() -> Identity.checkName(name))
          .isInstanceOfSatisfying(
              Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.BAD_NAME.word()));
    }
  }

  @Test
  void aFolderIsFoundByIdPathNameOrUniqueBeginning() throws Exception {
    var photos = folder("a".repeat(26), "Photos", "/x/Photos", State.IN_SYNC, 0, List.of());
    var other = folder("ab" + "a".repeat(24), "Photos", "/y/Photos", State.IN_SYNC, 0, List.of());
    List<FolderStatus> all = List.of(photos, other);
    assertThat(FolderNames.find(all, photos.id().toString())).isEqualTo(photos);
    assertThat(FolderNames.find(all, "/y/Photos")).isEqualTo(other);
    assertThat(FolderNames.find(all, "ab")).isEqualTo(other);
    for (String unclear : List.of("Photos", "a")) {
      assertThatThrownBy(() -> FolderNames.find(all, unclear))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("several");
    }
  }

  @Test
  void aPathThatWorkedIsRememberedFirstAndOldOnesLeave() {
    NodeAddr known = NodeAddr.of(FakeApp.OTHER);
    for (int port = 1; port <= 6; port++) {
      known = Addresses.learn(known, path(PathView.Kind.DIRECT, "10.0.0.1:" + port));
    }
    assertThat(known.direct()).extracting(InetSocketAddress::getPort).containsExactly(6, 5, 4, 3);
    NodeAddr relayed = Addresses.learn(known, path(PathView.Kind.RELAY, "https://r.example"));
    assertThat(relayed.relays()).containsExactly(RelayUrl.parse("https://r.example").orElseThrow());
    assertThat(relayed.direct()).isEqualTo(known.direct());
    assertThat(Addresses.learn(known, PathView.NONE)).isEqualTo(known);
  }

  @Test
  void whatIsNoAddressTeachesNothing() {
    NodeAddr known = NodeAddr.of(FakeApp.OTHER);
    for (String text : List.of("", ":1", "host.example:1", "1.2.3.4", "1.2.3.4:0", "1.2.3.4:x")) {
      assertThat(Addresses.learn(known, path(PathView.Kind.DIRECT, text))).isEqualTo(known);
    }
    assertThat(Addresses.socket("[fe80::1]:99")).isPresent();
    assertThat(Addresses.learn(known, path(PathView.Kind.RELAY, "nonsense"))).isEqualTo(known);
  }

  private static PathView path(PathView.Kind kind, String address) {
    return new PathView(kind, address, Optional.empty());
  }

  @Test
  void aLinuxIsCalledByItsDistribution(@TempDir Path directory) throws Exception {
    Path release = directory.resolve("os-release");
    assertThat(Identity.distribution(release)).isEmpty();
    Files.writeString(release, "ID=fedora\nPRETTY_NAME=\"Fedora Linux 43\"\n");
    assertThat(Identity.distribution(release)).contains("Fedora Linux 43");
    Files.writeString(release, "PRETTY_NAME=" + "x".repeat(400));
    assertThat(Identity.distribution(release)).isEmpty();
    Files.write(release, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(Identity.distribution(release)).isEmpty();
  }

  @Test
  void everyReasonHasASentence() {
    for (Why why : Why.values()) {
      assertThat(WhyText.of(why).sentence()).as(why.name()).endsWith(".");
    }
  }

  @Test
  void aThousandSignalsAreFewCallsAndTheLastOneIsSeen() throws Exception {
    try (var changes = new Changes()) {
      var value = new AtomicInteger();
      var seen = new AtomicInteger();
      var calls = new AtomicInteger();
      var called = new Semaphore(0);
      try (Subscription _ =
          changes.add(
              () -> {
                seen.set(value.get());
                calls.incrementAndGet();
                called.release();
              })) {
        for (int i = 1; i <= 1000; i++) {
          value.set(i);
          changes.signal();
        }
        while (seen.get() != 1000) {
          assertThat(called.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(calls.get()).isLessThan(100);
      }
    }
  }

  @Test
  void aListenerThatFailsKeepsNoOtherFromBeingCalled() throws Exception {
    try (var changes = new Changes()) {
      var called = new Semaphore(0);
      changes.add(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      changes.add(called::release);
      assertThat(called.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      changes.signal();
      assertThat(called.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
