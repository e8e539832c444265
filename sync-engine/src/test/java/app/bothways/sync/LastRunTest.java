package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastRunTest {
  private static final LastRun.Start FIRST = new LastRun.Start("first", Instant.EPOCH);
  private static final LastRun.Start SECOND =
      new LastRun.Start("second", Instant.ofEpochSecond(7, 5));

  @TempDir Path home;

  private LastRun in(LastRun.Start start) {
    return new LastRun(home.resolve("folder.open"), Optional.of(start));
  }

  @Test
  void aFolderThatWasOpenWhenTheSystemWentDownIsKnownUntilAllWasLookedAt() {
    in(FIRST).open();
    assertThat(in(FIRST).wentDown()).isEmpty();
    assertThat(in(SECOND).wentDown()).contains(SECOND);
    in(SECOND).closed();
    assertThat(in(SECOND).wentDown()).contains(SECOND);
    in(SECOND).open();
    assertThat(in(SECOND).wentDown()).isEmpty();
    assertThat(SECOND.nanos()).isEqualTo(7_000_000_005L);
  }

  @Test
  void whatWasClosedOrNeverOpenWasNotInterrupted() {
    assertThat(in(FIRST).wentDown()).isEmpty();
    in(FIRST).open();
    in(FIRST).closed();
    assertThat(in(SECOND).wentDown()).isEmpty();
  }

  /** As a full disk leaves it. */
  @Test
  void aMarkThatCouldNotBeWrittenTellsOfNothing() throws IOException {
    Files.createFile(home.resolve("folder.open"));
    assertThat(in(SECOND).wentDown()).isEmpty();
  }

  @Test
  void whereTheStartIsNotKnownNothingIsSuspected() {
    in(FIRST).open();
    var unknown = new LastRun(home.resolve("folder.open"), Optional.empty());
    unknown.open();
    assertThat(unknown.wentDown()).isEmpty();
  }
}
