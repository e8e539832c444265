package app.bothways.app.cli;

import app.bothways.pairing.PairingCode;
import app.bothways.pairing.qr.QrImage;
import app.bothways.pairing.qr.QrReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Pairing links as pictures, and back. */
final class QrCodes {
  private QrCodes() {}

  static String text(String link) {
    return QrImage.of(PairingCode.parse(link)).toText();
  }

  /** Writes a picture; a sentence when that failed, which ends nothing: the code is on screen. */
  static Optional<String> write(String link, Path file) {
    try {
      QrImage.of(PairingCode.parse(link)).writePng(file);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("The picture could not be written: " + e.getMessage());
    }
  }

  /**
   * @throws CliException when the file has no code that can be read
   */
  static String read(Path file) throws CliException {
    try {
      return QrReader.read(file)
          .orElseThrow(
              () ->
                  CliException.usage(
                      "no code was found in " + file + "; use a sharper or closer picture"));
    } catch (IOException e) {
      throw new CliException(Exit.USAGE, e.getMessage(), e);
    }
  }

  /**
   * @throws CliException naming what is wrong with the link
   */
  static void check(String link) throws CliException {
    try {
      PairingCode.parse(link);
    } catch (IllegalArgumentException notALink) {
      throw new CliException(Exit.USAGE, notALink.getMessage(), notALink);
    }
  }
}
