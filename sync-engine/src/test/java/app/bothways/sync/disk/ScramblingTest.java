package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.guard.Scrambled;
import app.bothways.sync.guard.Scrambling;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are encrypted one after the other are told to nobody before a person says so. */
class ScramblingTest {
  private static final int FILES = 60;

  @TempDir Path base;
  private DiskFixture folder;
  private final Random random = new Random(11);

  @BeforeEach
  void letters() throws IOException {
    folder = new DiskFixture(base.toRealPath().resolve("folder"), "");
    for (int i = 0; i < FILES; i++) {
      Files.writeString(letter(i), ("Dear reader, this is letter " + i + ".\n").repeat(40));
    }
    folder.scan();
  }

  @AfterEach
  void close() {
    folder.close();
  }

  private Path letter(int i) {
    return folder.root.resolve("letter " + i + ".txt");
  }

  private byte[] noise() {
    byte[] noise = new byte[3000];
    random.nextBytes(noise);
    return noise;
  }

  private void scramble(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      Files.write(letter(i), noise());
    }
  }

  @Test
  void manyAtOnceAreHeldUntilAPersonConfirms() throws IOException {
    scramble(0, FILES);
    assertThat(folder.scan())
        .hasSize(FILES)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOfSatisfying(
                        Finding.Unknown.class,
                        u -> assertThat(u.error().code()).isEqualTo(ErrorCode.MANY_SCRAMBLED)));
    assertThat(held(folder.scan())).as("still").hasSize(FILES);
    folder.disk.confirmed();
    List<Finding> told = folder.scan();
    assertThat(told).hasSize(FILES).allMatch(f -> f instanceof Finding.Present);
  }

  @Test
  void oneAfterTheOtherAreHeldFromSomeNumberOn() throws IOException {
    for (int i = 0; i < FILES; i++) {
      scramble(i, i + 1);
      List<Finding> found = folder.scan(List.of(RelPath.of("letter " + i + ".txt")));
      assertThat(held(found)).hasSize(i < Scrambling.MOST ? 0 : 1);
    }
  }

  @Test
  void whatIsPutBackNeedsNoConfirmation() throws IOException {
    scramble(0, FILES);
    folder.scan();
    for (int i = 0; i < FILES; i++) {
      Files.writeString(letter(i), "Put back.\n".repeat(200));
    }
    assertThat(held(folder.scan())).isEmpty();
    scramble(0, 3);
    assertThat(held(folder.scan())).as("a few are nothing special").isEmpty();
  }

  @Test
  void aFewInALongTimeAreNothingSpecial() throws IOException {
    for (int i = 0; i < FILES; i += 15) {
      scramble(i, i + 15);
      assertThat(held(folder.scan())).isEmpty();
      folder.later.set(Duration.ofMinutes(i + 16));
    }
  }

  @Test
  void editsOfText_andFilesThatAreNoiseByNature_areNotMeant() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.writeString(letter(i), "Größere Änderung №" + i + " 日本語の手紙\n".repeat(90));
      Files.write(folder.root.resolve("vault-" + i + ".c9r"), noise());
    }
    assertThat(held(folder.scan())).isEmpty();
    for (int i = 0; i < FILES; i++) {
      Files.write(folder.root.resolve("vault-" + i + ".c9r"), noise());
    }
    assertThat(held(folder.scan())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jpg", "A.PDF", "b.docx", "c.txt", "d.html"})
  void noiseUnderAPromisingNameIsSuspicious(String name) {
    assertThat(Scrambled.looks(name, noise())).isTrue();
  }

  @Test
  void whatBeginsAsItShouldIsNot() {
    byte[] zip = noise();
    System.arraycopy("PK\003\004".getBytes(StandardCharsets.US_ASCII), 0, zip, 0, 4);
    assertThat(Scrambled.looks("b.docx", zip)).isFalse();
    assertThat(Scrambled.looks("b.unknown", noise())).isFalse();
    assertThat(Scrambled.looks("b.txt", new byte[4096])).isFalse();
    assertThat(Scrambled.looks("b.txt", new byte[0])).isFalse();
  }

  private static List<Finding> held(List<Finding> findings) {
    return findings.stream()
        .filter(
            f ->
                f instanceof Finding.Unknown unknown
                    && unknown.error().code() == ErrorCode.MANY_SCRAMBLED)
        .toList();
  }
}
