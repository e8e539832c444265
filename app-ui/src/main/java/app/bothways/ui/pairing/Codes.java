package app.bothways.ui.pairing;

import java.awt.image.BufferedImage;
import java.util.Optional;

/** Draws and reads codes; the seam between the window and the QR library. Any thread may call. */
public interface Codes {
  /** The modules of the code for {@code link}, row by row, true for dark, without quiet zone. */
  boolean[][] draw(String link);

  /** The text of the code in a picture; empty when none can be read in it. */
  Optional<String> read(BufferedImage picture);
}
