package app.bothways.ui.pairing;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.WriterException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Codes by ZXing. */
public final class ZxingCodes implements Codes {
  private static final Map<DecodeHintType, Object> HINTS =
      Map.of(
          DecodeHintType.POSSIBLE_FORMATS, List.of(BarcodeFormat.QR_CODE),
          DecodeHintType.TRY_HARDER, true,
          DecodeHintType.ALSO_INVERTED, true);

  @Override
  public boolean[][] draw(String link) {
    try {
      ByteMatrix matrix = Encoder.encode(link, ErrorCorrectionLevel.M).getMatrix();
      boolean[][] modules = new boolean[matrix.getHeight()][matrix.getWidth()];
      for (int y = 0; y < modules.length; y++) {
        for (int x = 0; x < modules[y].length; x++) {
          modules[y][x] = matrix.get(x, y) == 1;
        }
      }
      return modules;
    } catch (WriterException tooLong) {
      throw new IllegalArgumentException("a link that no code can hold", tooLong);
    }
  }

  @Override
  public Optional<String> read(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    var luminance = new RGBLuminanceSource(width, height, pixels);
    try {
      var bitmap = new BinaryBitmap(new HybridBinarizer(luminance));
      return Optional.of(new MultiFormatReader().decode(bitmap, HINTS).getText());
    } catch (NotFoundException none) {
      return Optional.empty();
    }
  }
}
