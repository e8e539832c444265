package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsTest {
  @TempDir Path root;

  private static String text(DiskFixture f, KeptVersion version) throws IOException {
    Staged staged = f.disk.stageVersion(version.path(), version.id());
    return Files.readString(f.root.resolve(".bothways/stage").resolve(staged.name()));
  }

  private static List<KeptVersion> all(DiskFixture f) throws IOException {
    return f.disk.versions(Optional.empty());
  }

  @Test
  void whatOthersReplaceOrDeleteIsKept() throws IOException {
    try (var f = new DiskFixture(root, "d/ d/a=old b=gone")) {
      f.scan();
      f.apply(f.put("d/a", "new"));
      f.apply(new Step.Remove(RelPath.of("b"), f.expected("b").orElseThrow()));
      assertThat(f.tree()).isEqualTo("d/ d/a=new");
      assertThat(all(f)).extracting(v -> v.path().toString()).containsExactly("b", "d/a");
      assertThat(text(f, all(f).getFirst())).isEqualTo("gone");
      assertThat(text(f, all(f).getLast())).isEqualTo("old");
      assertThat(all(f).getLast().size()).isEqualTo(3);
    }
  }

  @Test
  void aRestartFindsThemAndAskingForOnePathTellsOnlyThose() throws IOException {
    try (var f = new DiskFixture(root, "a=1 b=1")) {
      f.disk.keeping(Keeping.last(5));
      f.scan();
      for (String text : List.of("2", "3")) {
        f.apply(f.put("a", text));
        f.apply(f.put("b", text));
      }
      f.reopen(f.localFs());
      f.disk.recover();
      List<KeptVersion> ofA = f.disk.versions(Optional.of(RelPath.of("a")));
      assertThat(ofA).hasSize(2);
      assertThat(text(f, ofA.getFirst())).isEqualTo("2");
      assertThat(text(f, ofA.getLast())).isEqualTo("1");
      assertThat(f.tree()).isEqualTo("a=3 b=3");
    }
  }

  @Test
  void onlySoManyOfAPathAreKeptAndNoneBeyondTheirAge() throws IOException {
    try (var f = new DiskFixture(root, "a=0")) {
      f.disk.keeping(new Keeping(2, Duration.ofDays(1), 1 << 20));
      f.scan();
      for (int i = 1; i <= 5; i++) {
        f.apply(f.put("a", "" + i));
      }
      f.later.set(Duration.ofHours(2));
      f.disk.graceCheck();
      assertThat(all(f)).hasSize(2);
      assertThat(text(f, all(f).getFirst())).isEqualTo("4");
      f.later.set(Duration.ofHours(26));
      f.disk.graceCheck();
      assertThat(all(f)).isEmpty();
      assertThat(root.resolve(".bothways/versions")).isEmptyDirectory();
    }
  }

  @Test
  void allTogetherTheyAreBoundedInBytesAndTheOldestGoFirst() throws IOException {
    try (var f = new DiskFixture(root, "a=0123456789 b=0123456789")) {
      f.disk.keeping(new Keeping(9, Keeping.LONGEST, 15));
      f.scan();
      f.apply(f.put("a", "x"));
      f.later.set(Duration.ofSeconds(1));
      f.apply(f.put("b", "x"));
      f.later.set(Duration.ofHours(2));
      f.disk.graceCheck();
      assertThat(all(f)).extracting(v -> v.path().toString()).containsExactly("b");
    }
  }

  @Test
  void whatAPersonTakesAwayIsKeptEvenWhenVersionsAreOff() throws IOException {
    try (var f = new DiskFixture(root, "a=mine")) {
      f.disk.keeping(Keeping.OFF);
      f.scan();
      f.disk.keepVersion(RelPath.of("a"), f.expected("a").orElseThrow());
      f.apply(new Step.Remove(RelPath.of("a"), f.expected("a").orElseThrow()));
      assertThat(all(f)).hasSize(1);
      assertThat(text(f, all(f).getFirst())).isEqualTo("mine");
    }
  }

  @Test
  void aVersionThatIsNotThereIsSaidSo() throws IOException {
    try (var f = new DiskFixture(root, "a=1")) {
      for (String id : List.of("nonsense", "../../../a", "20200101T000000000Z-1")) {
        assertThatThrownBy(() -> f.disk.stageVersion(RelPath.of("a"), id))
            .isInstanceOf(NoSuchFileException.class);
      }
    }
  }

  /** CRASH: anywhere between coming out of the tree and becoming a version. */
  @Test
  void aCrashLeavesTheOldContentInOnePlaceOrTheOther() throws IOException {
    for (int until = 0; until < 40; until++) {
      Path place = Files.createDirectory(root.resolve("run" + until));
      try (var f = new DiskFixture(place, "a=old")) {
        f.scan();
        Step.PutFile put = f.put("a", "new");
        var calls = new java.util.concurrent.atomic.AtomicInteger();
        int limit = until;
        f.reopen(
            HookedFs.around(
                f.localFs(),
                (call, arguments) -> {
                  if (calls.incrementAndGet() > limit) {
                    throw new IOException("the machine is off");
                  }
                }));
        f.disk.apply(List.of(put));
        f.reopen(f.localFs());
        f.disk.recover();
        boolean inTree = f.tree().contains("=old");
        boolean kept = all(f).stream().anyMatch(v -> v.size() == 3);
        assertThat(inTree || kept).as("after " + until + " calls: " + f.tree()).isTrue();
      }
    }
  }

  /** On a full disk, say. It is not let go before it is a version after all. */
  @Test
  void whatCannotBecomeAVersionAtOnceDoesSoLater() throws IOException {
    try (var f = new DiskFixture(root, "a=old")) {
      var full = new AtomicBoolean(true);
      HookedFs.Hook hook =
          (call, arguments) -> {
            if (full.get()
                && call.equals("makeDir")
                && arguments[0].toString().contains("versions")) {
              throw new IOException("No space left on device");
            }
          };
      f.reopen(HookedFs.around(f.localFs(), hook));
      f.scan();
      assertThat(f.apply(f.put("a", "new"))).isInstanceOf(StepResult.Done.class);
      f.later.set(Duration.ofSeconds(200));
      f.disk.graceCheck();
      assertThat(all(f)).isEmpty();
      full.set(false);
      f.disk.graceCheck();
      assertThat(all(f)).hasSize(1);
      assertThat(text(f, all(f).getFirst())).isEqualTo("old");
    }
  }
}
