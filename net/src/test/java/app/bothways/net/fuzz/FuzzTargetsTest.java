package app.bothways.net.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import app.bothways.net.address.pkarr.AddressRecordsFuzz;
import app.bothways.net.address.pkarr.PkarrFuzz;
import app.bothways.net.path.StunFuzz;
import app.bothways.net.quic.ControlFuzz;
import app.bothways.net.relay.client.GreetingFuzz;
import app.bothways.net.relay.protocol.RelayFramesFuzz;
import app.bothways.net.relay.server.AdmissionFuzz;
import app.bothways.net.relay.server.config.RelayFileFuzz;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A moment of blind fuzzing in each build, from inputs that get somewhere: a change that breaks a
 * bound is seen without Jazzer, and the targets stay alive.
 */
class FuzzTargetsTest {
  private static final int LONGEST = 4096;

  /** One call of Jazzer. */
  private interface Target {
    void one(byte[] data) throws Exception;
  }

  @Test
  void relayFrames() throws Exception {
    run(RelayFramesFuzz::fuzzerTestOneInput, "RelayFramesFuzz", 8_000);
  }

  @Test
  void whatComesToARelay() throws Exception {
    run(AdmissionFuzz::fuzzerTestOneInput, "AdmissionFuzz", 400);
  }

  @Test
  void whatComesFromARelay() throws Exception {
    run(GreetingFuzz::fuzzerTestOneInput, "GreetingFuzz", 400);
  }

  @Test
  void datagramsOnTheStunPort() throws Exception {
    run(StunFuzz::fuzzerTestOneInput, "StunFuzz", 8_000);
  }

  @Test
  void whatADeviceSaysOfItsAddresses() throws Exception {
    run(ControlFuzz::fuzzerTestOneInput, "ControlFuzz", 8_000);
  }

  @Test
  void publishedRecords() throws Exception {
    run(PkarrFuzz::fuzzerTestOneInput, "PkarrFuzz", 300);
  }

  @Test
  void addressesInsideRecords() throws Exception {
    run(AddressRecordsFuzz::fuzzerTestOneInput, "AddressRecordsFuzz", 2_000);
  }

  @Test
  void configurationFiles() throws Exception {
    run(RelayFileFuzz::fuzzerTestOneInput, "RelayFileFuzz", 100);
  }

  private static List<byte[]> seeds(String name) throws IOException {
    try (InputStream in = FuzzTargetsTest.class.getResourceAsStream("/fuzz/" + name + ".hex")) {
      String text = new String(Objects.requireNonNull(in, name).readAllBytes(), US_ASCII);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(HexFormat.of()::parseHex)
          .toList();
    }
  }

  private static void run(Target target, String name, int times) throws Exception {
    List<byte[]> corpus = seeds(name);
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    for (byte[] given : corpus) {
      target.one(given);
    }
    for (int i = 0; i < times; i++) {
      byte[] input = mutated(corpus.get(random.nextInt(corpus.size())), random);
      try {
        target.one(input);
      } catch (Exception | AssertionError broken) {
        throw new AssertionError("broken by " + HexFormat.of().formatHex(input), broken);
      }
    }
  }

  private static byte[] mutated(byte[] from, Random random) {
    byte[] bytes = from.clone();
    for (int changes = random.nextInt(6); changes >= 0; changes--) {
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> flipped(bytes, random);
            case 1 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> spliced(bytes, random, random.nextInt(16));
            case 3 -> spliced(bytes, random, random.nextInt(300));
            default -> set(bytes, random);
          };
      if (bytes.length == 0 || bytes.length > LONGEST) {
        bytes = from.clone();
      }
    }
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] set(byte[] bytes, Random random) {
    byte[] telling = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, (byte) random.nextInt(256)};
    bytes[random.nextInt(bytes.length)] = telling[random.nextInt(telling.length)];
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, Random random, int more) {
    var noise = new byte[more];
    random.nextBytes(noise);
    int at = random.nextInt(bytes.length + 1);
    var out = new byte[bytes.length + more];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(noise, 0, out, at, more);
    System.arraycopy(bytes, at, out, at + more, bytes.length - at);
    return out;
  }
}
