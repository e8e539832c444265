package app.bothways.pairing.qr;

import app.bothways.pairing.PairingCode;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * The QR code (ISO/IEC 18004, level M, alphanumeric) of a pairing link. Dark modules on a light
 * ground with the quiet zone of four modules that readers ask for. Immutable.
 */
public final class QrImage {
  private static final int QUIET = 4;
  private static final int BLACK = 0x000000;
  private static final int WHITE = 0xffffff;
  // Entries of the fixed 256-colour cube: a terminal's theme may repaint the first sixteen colours.
  private static final String COLOURS = "\u001b[38;5;16;48;5;231m";
  private static final String RESET = "\u001b[0m";

  private final ByteMatrix modules;
  private final int version;

  private QrImage(QRCode code) {
    this.modules = code.getMatrix();
    this.version = code.getVersion().getVersionNumber();
  }

  public static QrImage of(PairingCode code) {
    try {
      return new QrImage(Encoder.encode(code.link(), ErrorCorrectionLevel.M));
    } catch (WriterException e) {
      // The longest link (255 bytes of relay) needs version 15 of 40.
      throw new IllegalStateException("a pairing link always fits into a QR code", e);
    }
  }

  /** Modules along one side, without the quiet zone. */
  public int size() {
    return modules.getWidth();
  }

  /** The symbol's version, 1 to 40; a code without relay has 5, with a short relay URL 6. */
  public int version() {
    return version;
  }

  /** Whether a module is dark; everything outside the code is the light quiet zone. */
  public boolean dark(int x, int y) {
    return x >= 0 && y >= 0 && x < size() && y < size() && modules.get(x, y) == 1;
  }

  /**
   * For a terminal: two modules in each character, lines ended by {@code \n}. Sets black on white
   * itself (ISO 6429), so that it scans on dark and on light terminals.
   */
  public String toText() {
    var text = new StringBuilder();
    for (int y = -QUIET; y < size() + QUIET; y += 2) {
      text.append(COLOURS);
      for (int x = -QUIET; x < size() + QUIET; x++) {
        text.append(half(dark(x, y), dark(x, y + 1)));
      }
      text.append(RESET).append('\n');
    }
    return text.toString();
  }

  private static char half(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '█' : '▀';
    }
    return lower ? '▄' : ' ';
  }

  /**
   * A picture with {@code scale} pixels to a module, quiet zone included.
   *
   * @param scale 1 to 64
   */
  public BufferedImage toImage(int scale) {
    if (scale < 1 || scale > 64) {
      throw new IllegalArgumentException("a module is 1 to 64 pixels wide, not " + scale);
    }
    int side = (size() + 2 * QUIET) * scale;
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean dark = dark(x / scale - QUIET, y / scale - QUIET);
        image.setRGB(x, y, dark ? BLACK : WHITE);
      }
    }
    return image;
  }

  /**
   * Writes a PNG file of some 400 pixels a side; one that exists is replaced.
   *
   * @throws IOException naming the file
   */
  public void writePng(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      if (!ImageIO.write(toImage(8), "png", out)) {
        throw new IOException(file + " was not written: this Java cannot write PNG");
      }
    }
  }
}
