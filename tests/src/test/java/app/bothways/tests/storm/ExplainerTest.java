package app.bothways.tests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.storm.Observation.LateWrite;
import app.bothways.tests.storm.Observation.Read;
import app.bothways.tests.storm.Observation.Rest;
import app.bothways.tests.storm.Observation.Write;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can be explained and what cannot, for two devices. */
class ExplainerTest {
  private static void explained(Observation... seen) {
    assertThat(Explainer.surprise(2, List.of(seen))).isEmpty();
  }

  private static void surprising(int at, Observation... seen) {
    assertThat(Explainer.surprise(2, List.of(seen))).hasValue(at);
  }

  private static Rest rest(int value, Integer... copies) {
    return new Rest(List.of(value, value), Set.of(copies));
  }

  @Test
  void aValueGetsAcross() {
    explained(new Write(0, 0, 1), new Read(1, 0), new Read(1, 1), rest(1));
  }

  @Test
  void whatComesDoesNotGoAwayAgain() {
    surprising(2, new Write(0, 0, 1), new Read(1, 1), new Read(1, 0));
  }

  @Test
  void ofTwoAtOnceOneStaysAndTheOtherIsACopy() {
    explained(new Write(0, 0, 1), new Write(1, 0, 2), rest(1, 2));
    explained(new Write(0, 0, 1), new Write(1, 0, 2), rest(2, 1));
    surprising(2, new Write(0, 0, 1), new Write(1, 0, 2), rest(2));
  }

  @Test
  void whoSawAValueMayReplaceIt() {
    explained(new Write(0, 0, 1), new Write(1, 1, 2), rest(2));
    surprising(2, new Write(0, 0, 1), new Write(1, 1, 2), rest(2, 1));
  }

  @Test
  void aChangeBeatsADeletion() {
    explained(new Write(0, 0, 1), rest(1), new Write(0, 1, 0), new Write(1, 1, 2), rest(2));
    surprising(4, new Write(0, 0, 1), rest(1), new Write(0, 1, 0), new Write(1, 1, 2), rest(0));
  }

  @Test
  void aDeletedFileStaysAway() {
    explained(new Write(0, 0, 1), rest(1), new Write(1, 1, 0), rest(0));
    surprising(3, new Write(0, 0, 1), rest(1), new Write(1, 1, 0), rest(1));
  }

  @Test
  void whatIsWrittenLateIsTheFileOrACopy() {
    explained(new Write(0, 0, 1), rest(1), new LateWrite(1, 1, 2), rest(2));
    explained(new Write(0, 0, 1), rest(1), new Write(0, 1, 2), new LateWrite(1, 1, 3), rest(2, 3));
    surprising(4, new Write(0, 0, 1), rest(1), new Write(0, 1, 2), new LateWrite(1, 1, 3), rest(2));
  }

  @Test
  void allMustBeTheSameAtRest() {
    surprising(1, new Write(0, 0, 1), new Rest(List.of(1, 0), Set.of()));
  }
}
