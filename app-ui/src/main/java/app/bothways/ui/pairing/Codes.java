package app.bothways.ui.pairing;

import app.bothways.pairing.PairingCode;
import app.bothways.pairing.qr.QrImage;
import app.bothways.pairing.qr.QrReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Draws and reads codes; the seam between the window and the QR library. Any thread may call. */
public interface Codes {
  /** The modules of the code for {@code link}, row by row, true for dark, without quiet zone. */
  boolean[][] draw(String link);

  /** The text of the code in a picture; empty when none can be read in it. */
  Optional<String> read(BufferedImage picture);

  /**
   * The text of the code in a picture file; empty when none can be read in it.
   *
   * @throws IOException with a sentence for people when the file is not a picture at all
   */
  Optional<String> read(Path file) throws IOException;

  /** As pairing draws and reads them. */
  static Codes ofPairing() {
    return new Codes() {
      @Override
      public boolean[][] draw(String link) {
        QrImage image = QrImage.of(PairingCode.parse(link));
        boolean[][] modules = new boolean[image.size()][image.size()];
        for (int y = 0; y < modules.length; y++) {
          for (int x = 0; x < modules.length; x++) {
            modules[y][x] = image.dark(x, y);
          }
        }
        return modules;
      }

      @Override
      public Optional<String> read(BufferedImage picture) {
        return QrReader.read(picture);
      }

      @Override
      public Optional<String> read(Path file) throws IOException {
        return QrReader.read(file);
      }
    };
  }
}
