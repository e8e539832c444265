package app.bothways.sync.watch;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatheredTest {
  private static final long MILLI = 1_000_000;
  private final Gathered gathered = new Gathered();

  @Test
  void changesAreToldTogetherWhenItIsQuiet() {
    gathered.add(RelPath.of("a"), 0);
    gathered.add(RelPath.of("b"), 200 * MILLI);
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
      gathered.add(RelPath.of("a"), now);
      word = gathered.take(now);
    }
    assertThat(now).isEqualTo(5100 * MILLI);
  }

  @Test
  void lostSwallowsWhatWasGathered() {
    gathered.add(RelPath.of("a"), 0);
    gathered.lose(1);
    gathered.add(RelPath.of("b"), 2);
    assertThat(gathered.take(2 + Gathered.QUIET.toNanos())).contains(new Gathered.Word.Lost());
    assertThat(gathered.take(Gathered.LONGEST.toNanos() * 2)).isEmpty();
  }

  @Test
  void tooManyPathsAreTheWholeFolder() {
    for (int i = 0; i <= 20_000; i++) {
      gathered.add(RelPath.of("f" + i), 0);
    }
    assertThat(gathered.take(Gathered.QUIET.toNanos())).contains(new Gathered.Word.Lost());
  }
}
