package app.bothways.sync.watch;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GatheredTest {
  private static final long MILLI = 1_000_000;
  private final Gathered gathered = new Gathered();

  @Test
  void changesAreToldTogetherWhenItIsQuiet() {
    gathered.add(RelPath.of("a"), Notice.Sign.CHANGED, 0);
    gathered.add(RelPath.of("b"), Notice.Sign.CHANGED, 200 * MILLI);
    assertThat(gathered.take(400 * MILLI)).isEmpty();
    assertThat(gathered.take(500 * MILLI))
        .contains(new Gathered.Word.Changed(Set.of(RelPath.of("a"), RelPath.of("b"))));
    assertThat(gathered.due(500 * MILLI)).isEmpty();
  }

  @Test
  void endlessChangesAreToldAfterFiveSeconds() {
    Optional<Gathered.Word> word = Optional.empty();
    long now = 0;
    while (word.isEmpty()) {
      now += 100 * MILLI;
      gathered.add(RelPath.of("a"), Notice.Sign.CHANGED, now);
      word = gathered.take(now);
    }
    assertThat(now).isEqualTo(5100 * MILLI);
  }

  @Test
  void lostSwallowsWhatWasGathered() {
    gathered.add(RelPath.of("a"), Notice.Sign.CHANGED, 0);
    gathered.lose(1);
    gathered.add(RelPath.of("b"), Notice.Sign.CHANGED, 2);
    assertThat(gathered.take(2 + Gathered.QUIET.toNanos())).contains(new Gathered.Word.Lost());
    assertThat(gathered.take(Gathered.LONGEST.toNanos() * 2)).isEmpty();
  }

  @Test
  void tooManyPathsAreTheWholeFolder() {
    for (int i = 0; i <= 20_000; i++) {
      gathered.add(RelPath.of("f" + i), Notice.Sign.CHANGED, 0);
    }
    assertThat(gathered.take(Gathered.QUIET.toNanos())).contains(new Gathered.Word.Lost());
  }

  private void at(long millis, Notice.Sign sign, String... paths) {
    for (String path : paths) {
      gathered.add(RelPath.of(path), sign, millis * MILLI);
    }
  }

  private static Gathered.Word changed(String... paths) {
    return new Gathered.Word.Changed(Stream.of(paths).map(RelPath::of).collect(Collectors.toSet()));
  }

  @Test
  void whatWasWrittenAndClosedIsToldSoon() {
    at(0, Notice.Sign.CREATED, "a");
    at(1, Notice.Sign.CHANGED, "a");
    at(2, Notice.Sign.WRITTEN, "a");
    assertThat(gathered.take(41 * MILLI)).isEmpty();
    assertThat(gathered.take(42 * MILLI)).contains(changed("a"));
  }

  @Test
  void aFileThatIsOpenedAnewIsWaitedFor() {
    at(0, Notice.Sign.WRITTEN, "a");
    at(1, Notice.Sign.CHANGED, "a");
    assertThat(gathered.take(100 * MILLI)).isEmpty();
    assertThat(gathered.take(301 * MILLI)).contains(changed("a"));
  }

  @Test
  void aRenameIsToldSoonAndADeletionIsNot() {
    at(0, Notice.Sign.REMOVED, "a");
    at(0, Notice.Sign.RENAMED, "a");
    at(0, Notice.Sign.ARRIVED, "b");
    assertThat(gathered.take(40 * MILLI)).contains(changed("a", "b"));
    at(5000, Notice.Sign.REMOVED, "b");
    assertThat(gathered.take(5040 * MILLI)).isEmpty();
    assertThat(gathered.take(5300 * MILLI)).contains(changed("b"));
  }

  @Test
  void savingWithABackupThatGoesIsToldSoon() {
    at(0, Notice.Sign.REMOVED, "a");
    at(0, Notice.Sign.RENAMED, "a");
    at(0, Notice.Sign.ARRIVED, "a~");
    at(1, Notice.Sign.CREATED, "a");
    at(2, Notice.Sign.CHANGED, "a");
    at(9, Notice.Sign.WRITTEN, "a");
    at(9, Notice.Sign.TOUCHED, "a");
    at(10, Notice.Sign.REMOVED, "a~");
    assertThat(gathered.take(50 * MILLI)).contains(changed("a", "a~"));
  }

  @Test
  void oneOfASeriesIsGatheredWithTheNext() {
    at(0, Notice.Sign.WRITTEN, "a");
    assertThat(gathered.take(40 * MILLI)).contains(changed("a"));
    at(100, Notice.Sign.WRITTEN, "b");
    assertThat(gathered.take(200 * MILLI)).isEmpty();
    at(300, Notice.Sign.WRITTEN, "c");
    assertThat(gathered.take(600 * MILLI)).contains(changed("b", "c"));
  }

  @Test
  void muchThatIsCompleteIsGatheredAllTheSame() {
    for (int i = 0; i < 100; i++) {
      at(0, Notice.Sign.WRITTEN, "f" + i);
    }
    assertThat(gathered.take(100 * MILLI)).isEmpty();
    assertThat(gathered.take(300 * MILLI)).isPresent();
  }

  @Test
  void aDirectoryInWhichMuchChangedIsToldAsAWhole() {
    for (int i = 0; i < 50_000; i++) {
      at(0, Notice.Sign.CREATED, "d/f" + i);
    }
    var word = (Gathered.Word.Changed) gathered.take(300 * MILLI).orElseThrow();
    assertThat(word.paths()).contains(RelPath.of("d")).hasSizeLessThan(2_000);
  }
}
