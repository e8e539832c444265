package app.bothways.sync.fuzz;

import app.bothways.sync.apply.JournalFuzz;
import app.bothways.sync.exchange.ExchangeFuzz;
import app.bothways.sync.ignore.IgnoreFuzz;
import app.bothways.sync.index.StoredFuzz;
import app.bothways.sync.plan.NamesFuzz;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A moment of blind fuzzing in each build, from inputs that get somewhere: a change that breaks a
 * bound is seen without Jazzer, and the targets stay alive.
 */
class FuzzTargetsTest {
  private static final int LONGEST = 4096;

  @Test
  void whatAnotherDeviceMaySayDoesNoHarm() {
    run(ExchangeFuzz::fuzzerTestOneInput, ExchangeFuzz.seeds(), 20_000);
  }

  @Test
  void whatAnybodyMayWriteIntoAnIgnoreFileDoesNoHarm() {
    run(IgnoreFuzz::fuzzerTestOneInput, IgnoreFuzz.seeds(), 500);
  }

  @Test
  void namesOfAnyKindStayInsideTheFolder() {
    run(NamesFuzz::fuzzerTestOneInput, NamesFuzz.seeds(), 10_000);
  }

  @Test
  void aDamagedJournalIsReadAsFarAsItIsWhole() {
    run(JournalFuzz::fuzzerTestOneInput, JournalFuzz.seeds(), 20_000);
  }

  @Test
  void damagedRowsAndSealsAreRefused() {
    run(StoredFuzz::fuzzerTestOneInput, StoredFuzz.seeds(), 3_000);
  }

  private static void run(Consumer<byte[]> target, List<byte[]> corpus, int times) {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    corpus.forEach(target);
    for (int i = 0; i < times; i++) {
      byte[] input = mutated(corpus.get(random.nextInt(corpus.size())), random);
      try {
        target.accept(input);
      } catch (RuntimeException | AssertionError broken) {
        throw new AssertionError("broken by " + HexFormat.of().formatHex(input), broken);
      }
    }
  }

  private static byte[] mutated(byte[] from, Random random) {
    byte[] bytes = from.clone();
    for (int changes = random.nextInt(6); changes >= 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        default -> bytes = spliced(bytes, at, random);
      }
    }
    return bytes.length > LONGEST ? from : bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, Random random) {
    var noise = new byte[random.nextInt(40)];
    random.nextBytes(noise);
    byte[] out = Arrays.copyOf(bytes, bytes.length + noise.length);
    System.arraycopy(noise, 0, out, at, noise.length);
    System.arraycopy(bytes, at, out, at + noise.length, bytes.length - at);
    return out;
  }
}
