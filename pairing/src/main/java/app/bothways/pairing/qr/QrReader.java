package app.bothways.pairing.qr;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds a QR code in a still picture. Tries hard: a picture without any code costs a second or two,
 * so this is not for the frames of a camera. Stateless; any thread may call.
 */
public final class QrReader {
  /** Pictures with more pixels are refused before anything of them is decoded. */
  public static final long MOST_PIXELS = 64_000_000;

  private static final long MOST_BYTES = 256L << 20;
  private static final long SUBSAMPLE_ABOVE = 16_000_000;

  private QrReader() {}

  /** The text of a QR code in the picture; empty when none is found. */
  public static Optional<String> read(BufferedImage image) {
    return Ladder.climb(GreyImage.of(image));
  }

  /**
   * The text of a QR code in a picture file (PNG, JPEG, GIF, BMP, TIFF); empty when the picture has
   * none.
   *
   * @throws IOException with a sentence for people, naming the file: it cannot be read, is no
   *     picture, is damaged, or has more than {@link #MOST_PIXELS}
   */
  public static Optional<String> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("There is no picture file at " + file + ".");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is too large for a picture of a code.");
    }
    return read(decode(file));
  }

  private static BufferedImage decode(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(file + " is not a picture; PNG, JPEG, GIF and BMP can be read.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return decode(file, reader);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
    try {
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new TooLarge(
            file + " has more than 64 million pixels; cut out the part with the code.");
      }
      ImageReadParam how = reader.getDefaultReadParam();
      if (pixels > SUBSAMPLE_ABOVE) {
        how.setSourceSubsampling(2, 2, 0, 0);
      }
      return reader.read(0, how);
    } catch (TooLarge e) {
      throw e;
    } catch (IOException | RuntimeException damaged) {
      // The decoders of the JDK answer some damaged files with unchecked exceptions.
      throw new IOException(file + " is a damaged picture: " + damaged.getMessage(), damaged);
    }
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;

    TooLarge(String message) {
      super(message);
    }
  }
}
