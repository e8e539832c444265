package app.bothways.pairing.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.pairing.PairingCode;
import app.bothways.pairing.Seeds;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QrTest {
  /** Version 1, sixteen and thirty-two bytes, and no relay. */
  private static final PairingCode SHORT = PairingCode.parse("BOTHWAYS://PAIR/" + body(""));

  private static final PairingCode LONG =
      PairingCode.parse("BOTHWAYS://PAIR/" + body("https://relay.bothways.app"));

  @TempDir Path directory;

  /** Base 32 of a code with arbitrary ids, independently of the code under test. */
  private static String body(String relay) {
    var bytes = new byte[50 + relay.length()];
    new Random(7).nextBytes(bytes);
    bytes[0] = 1;
    bytes[49] = (byte) relay.length();
    for (int i = 0; i < relay.length(); i++) {
      bytes[50 + i] = (byte) relay.charAt(i);
    }
    var bits = new StringBuilder();
    for (byte b : bytes) {
      bits.append(String.format("%8s", Integer.toBinaryString(b & 0xff)).replace(' ', '0'));
    }
    while (bits.length() % 5 != 0) {
      bits.append('0');
    }
    var text = new StringBuilder();
    for (int i = 0; i < bits.length(); i += 5) {
      int value = Integer.parseInt(bits.substring(i, i + 5), 2);
      text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(value));
    }
    return text.toString();
  }

  /** The code somewhere on a grey table, after {@code how}. */
  private static BufferedImage photo(int side, AffineTransform how) {
    var photo = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D draw = photo.createGraphics();
    draw.setColor(new Color(150, 140, 130));
    draw.fillRect(0, 0, side, side);
    draw.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    draw.drawImage(QrImage.of(LONG).toImage(8), how, null);
    draw.dispose();
    return photo;
  }

  private static AffineTransform middle(int side, double degrees, double x, double y) {
    double half = (QrImage.of(LONG).size() + 8) * 8 / 2.0;
    var how = AffineTransform.getTranslateInstance(side / 2.0, side / 2.0);
    how.rotate(Math.toRadians(degrees));
    how.scale(x, y);
    how.translate(-half, -half);
    return how;
  }

  private static BufferedImage blurred(BufferedImage image, int radius) {
    int n = 2 * radius + 1;
    var weights = new float[n * n];
    Arrays.fill(weights, 1f / (n * n));
    return new ConvolveOp(new Kernel(n, n, weights), ConvolveOp.EDGE_NO_OP, null)
        .filter(image, null);
  }

  @Test
  void codesAreOfVersionFiveWithoutAndSixWithARelay() {
    assertThat(QrImage.of(SHORT).version()).isEqualTo(5);
    assertThat(QrImage.of(SHORT).size()).isEqualTo(37);
    assertThat(QrImage.of(LONG).version()).isEqualTo(6);
    assertThat(QrImage.of(LONG).size()).isEqualTo(41);
  }

  @Test
  void theLongestRelayFitsToo() {
    String relay = "https://" + "a".repeat(247);
    PairingCode code = PairingCode.parse("BOTHWAYS://PAIR/" + body(relay));
    assertThat(QrReader.read(QrImage.of(code).toImage(4))).contains(code.link());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 20})
  void aPictureOfAnyScaleIsReadAgain(int scale) {
    assertThat(QrReader.read(QrImage.of(LONG).toImage(scale))).contains(LONG.link());
    assertThat(QrReader.read(QrImage.of(SHORT).toImage(scale))).contains(SHORT.link());
  }

  @Test
  void thePngFileIsReadAgain() throws Exception {
    Path file = directory.resolve("code.png");
    QrImage.of(LONG).writePng(file);
    QrImage.of(LONG).writePng(file);
    assertThat(QrReader.read(file)).contains(LONG.link());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1",
    "20, 1, 1",
    "45, 1, 1",
    "90, 0.6, 0.6",
    "0, 0.6, 1",
    "45, 0.6, 1",
    "180, 1, 0.65"
  })
  void turnedAndFlattenedPhotosAreRead(double degrees, double x, double y) {
    assertThat(QrReader.read(photo(800, middle(800, degrees, x, y)))).contains(LONG.link());
  }

  @Test
  void aBlurredAndNoisyPhotoIsRead() {
    BufferedImage photo = blurred(photo(700, middle(700, 12, 1, 1)), 2);
    Random random = Seeds.random();
    for (int i = 0; i < 40_000; i++) {
      int x = random.nextInt(700);
      int y = random.nextInt(700);
      int shade = Math.clamp((photo.getRGB(x, y) & 0xff) + random.nextInt(-25, 26), 0, 255);
      photo.setRGB(x, y, shade * 0x010101);
    }
    assertThat(QrReader.read(photo)).contains(LONG.link());
  }

  @Test
  void anInvertedScreenshotIsRead() {
    BufferedImage image = QrImage.of(LONG).toImage(6);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, ~image.getRGB(x, y));
      }
    }
    assertThat(QrReader.read(image)).contains(LONG.link());
  }

  @Test
  void aCodeOnATransparentGroundIsRead() {
    BufferedImage opaque = QrImage.of(LONG).toImage(6);
    var image =
        new BufferedImage(opaque.getWidth(), opaque.getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean dark = (opaque.getRGB(x, y) & 0xff) == 0;
        image.setRGB(x, y, dark ? 0xff000000 : 0);
      }
    }
    assertThat(QrReader.read(image)).contains(LONG.link());
  }

  @Test
  void theDrawingForTerminalsScans() {
    String text = QrImage.of(LONG).toText();
    String[] lines =
        text.lines().map(l -> l.replaceAll("\u001b\\[[0-9;]*m", "")).toArray(String[]::new);
    assertThat(lines).hasSize(25).allSatisfy(line -> assertThat(line).hasSize(49));
    assertThat(text.lines())
        .allSatisfy(
            l -> assertThat(l).startsWith("\u001b[38;5;16;48;5;231m").endsWith("\u001b[0m"));
    assertThat(QrReader.read(drawn(lines, 5))).contains(LONG.link());
  }

  private static BufferedImage drawn(String[] lines, int pixels) {
    int w = lines[0].length() * pixels;
    int h = lines.length * 2 * pixels;
    var image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        char c = lines[y / (2 * pixels)].charAt(x / pixels);
        boolean upper = y / pixels % 2 == 0;
        boolean dark = c == '█' || (upper ? c == '▀' : c == '▄');
        image.setRGB(x, y, dark ? 0 : 0xffffff);
      }
    }
    return image;
  }

  @Test
  void aPictureWithoutACodeGivesNothing() throws Exception {
    Path file = directory.resolve("table.png");
    ImageIO.write(photo(500, middle(500, 0, 0.02, 0.02)), "png", file.toFile());
    assertThat(QrReader.read(file)).isEmpty();
    assertThat(QrReader.read(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB))).isEmpty();
    assertThat(QrReader.read(new BufferedImage(3000, 2, BufferedImage.TYPE_BYTE_BINARY))).isEmpty();
  }

  @Test
  void whatIsNoPictureIsSaidToBeNone() throws Exception {
    Path file = directory.resolve("notes.txt");
    Files.writeString(file, "not a picture");
    assertThatThrownBy(() -> QrReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("notes.txt is not a picture");
    assertThatThrownBy(() -> QrReader.read(directory.resolve("absent.png")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no picture file");
    assertThatThrownBy(() -> QrReader.read(directory)).isInstanceOf(IOException.class);
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> QrReader.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aHugePictureIsRefusedBeforeItIsDecoded() throws Exception {
    Path file = directory.resolve("bomb.png");
    // Signature and header of a PNG of 65,000 by 65,000 pixels: 4 GB if it were believed.
    var header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    header.putInt(65_000).putInt(65_000).put(new byte[] {8, 0, 0, 0, 0});
    var checksum = new CRC32();
    checksum.update(header.array());
    Files.write(
        file,
        ByteBuffer.allocate(33)
            .putLong(0x89504e470d0a1a0aL)
            .putInt(13)
            .put(header.array())
            .putInt((int) checksum.getValue())
            .array());
    assertThatThrownBy(() -> QrReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("64 million pixels");
  }

  @Test
  void damagedPicturesGiveNothingOrAnIoException() throws Exception {
    Path file = directory.resolve("code.png");
    QrImage.of(SHORT).writePng(file);
    byte[] whole = Files.readAllBytes(file);
    Random random = Seeds.random();
    for (int i = 0; i < 60; i++) {
      byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      for (int n = random.nextInt(20); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      try {
        assertThat(QrReader.read(file).filter(text -> !text.equals(SHORT.link()))).isEmpty();
      } catch (IOException refused) {
        assertThat(refused.getMessage()).contains("code.png");
      }
    }
  }
}
