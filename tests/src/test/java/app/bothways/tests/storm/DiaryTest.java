package app.bothways.tests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault that a power cut could bring is found, and what may be is none. */
class DiaryTest {
  private static final byte[] OLD = Content.fresh(1, 100);
  private static final byte[] NEW = Content.fresh(2, 100);
  private static final String OLD_ID = Content.id(OLD);
  private static final String NEW_ID = Content.id(NEW);

  @TempDir Path directory;

  private Path file;
  private Diary diary;

  @BeforeEach
  void begin() throws IOException {
    file = directory.resolve("diary");
    diary = new Diary(file);
    write("a", OLD);
    assertThat(diary.faults(Map.of("a", OLD_ID))).isEmpty();
  }

  private void write(String path, byte[] content) throws IOException {
    diary.beginWriting(path, content);
    diary.wrote(path, content);
  }

  private void powerGoes() throws IOException {
    diary = new Diary(file);
  }

  @Test
  void whatWasWrittenHasToBeThere() throws IOException {
    write("a", NEW);
    assertThat(diary.faults(Map.of("a", OLD_ID))).hasSize(1);
    assertThat(diary.faults(Map.of())).hasSize(1);
    assertThat(diary.faults(Map.of("a", NEW_ID))).isEmpty();
  }

  @Test
  void afterACutItMayStandBesideWhatWasThere() throws IOException {
    write("a", NEW);
    powerGoes();
    assertThat(diary.faults(Map.of("a", OLD_ID))).hasSize(1);
    assertThat(diary.faults(Map.of("a", Content.id(new byte[0])))).hasSize(1);
    assertThat(diary.faults(Map.of("a", OLD_ID, "a (conflict)", NEW_ID))).isEmpty();
    assertThat(diary.faults(Map.of("a", OLD_ID))).as("at rest that counts").isEmpty();
  }

  @Test
  void whatWasOnlyBegunMayBeOrNot() throws IOException {
    diary.beginWriting("a", NEW);
    powerGoes();
    assertThat(diary.faults(Map.of())).hasSize(1);
    assertThat(diary.faults(Map.of("a", OLD_ID))).isEmpty();
    diary.beginWriting("a", NEW);
    powerGoes();
    assertThat(diary.faults(Map.of("a", NEW_ID))).isEmpty();
  }

  @Test
  void whatWasDeletedMayComeBackOnlyFromTheLastMoments() throws IOException {
    diary.beginDeleting("a");
    diary.deleted("a");
    powerGoes();
    assertThat(diary.faults(Map.of())).isEmpty();
    powerGoes();
    assertThat(diary.faults(Map.of("a", OLD_ID))).hasSize(1);
    diary.beginWriting("b", NEW);
    diary.wrote("b", NEW);
    assertThat(diary.faults(Map.of("b", NEW_ID))).isEmpty();
    diary.beginDeleting("b");
    diary.deleted("b");
    powerGoes();
    assertThat(diary.faults(Map.of("b", NEW_ID))).isEmpty();
  }

  @Test
  void whatMovesIsAtOneOfBothPlaces() throws IOException {
    diary.beginWriting("b", OLD);
    diary.beginLeaving("a");
    powerGoes();
    assertThat(diary.faults(Map.of())).isNotEmpty();
    assertThat(diary.faults(Map.of("b", OLD_ID))).isEmpty();
  }

  @Test
  void aLineThatWasNotFinishedWasNoAct() throws IOException {
    Files.writeString(file, "begin a", StandardOpenOption.APPEND);
    powerGoes();
    assertThat(diary.faults(Map.of("a", OLD_ID))).isEmpty();
    assertThat(diary.knows(OLD_ID)).isTrue();
    assertThat(diary.knows(NEW_ID)).isFalse();
    write("b", NEW);
    powerGoes();
    assertThat(diary.there()).containsExactly("a", "b");
  }
}
