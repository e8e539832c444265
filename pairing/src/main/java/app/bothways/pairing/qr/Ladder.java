package app.bothways.pairing.qr;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.NotFoundException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The attempts at one still picture, cheap and likely ones first. Stretching undoes the flattening
 * of a code seen from the side, turning that of one seen across a corner; both binarizers, because
 * one is for uneven light and the other for faint print; each also inverted.
 */
final class Ladder {
  private static final int LARGE = 4000;
  private static final int MEDIUM = 1600;

  /** Further rungs after the picture itself, all on its medium size. */
  private static final List<UnaryOperator<GreyImage>> RUNGS =
      List.of(
          image -> image.stretched(0.5, 0.5),
          image -> image.stretched(2, 2),
          image -> image.stretched(1.4, 1),
          image -> image.stretched(1, 1.4),
          GreyImage::turned,
          image -> image.turned().stretched(1.4, 1),
          image -> image.stretched(0.25, 0.25));

  private Ladder() {}

  static Optional<String> climb(GreyImage image) {
    GreyImage medium = image.within(MEDIUM);
    Optional<String> text = attempt(medium);
    if (text.isEmpty() && medium != image) {
      text = attempt(image.within(LARGE));
    }
    for (int i = 0; text.isEmpty() && i < RUNGS.size(); i++) {
      text = attempt(RUNGS.get(i).apply(medium));
    }
    return text;
  }

  private static Optional<String> attempt(GreyImage image) {
    LuminanceSource light = image.luminance();
    return attempt(new HybridBinarizer(light))
        .or(() -> attempt(new GlobalHistogramBinarizer(light)));
  }

  private static Optional<String> attempt(Binarizer binarizer) {
    try {
      return Optional.of(
          new MultiFormatReader().decode(new BinaryBitmap(binarizer), hints()).getText());
    } catch (NotFoundException nothing) {
      return Optional.empty();
    }
  }

  private static Map<DecodeHintType, Object> hints() {
    var hints = new EnumMap<DecodeHintType, Object>(DecodeHintType.class);
    hints.put(DecodeHintType.POSSIBLE_FORMATS, List.of(BarcodeFormat.QR_CODE));
    hints.put(DecodeHintType.TRY_HARDER, true);
    // Only MultiFormatReader heeds this one.
    hints.put(DecodeHintType.ALSO_INVERTED, true);
    return hints;
  }
}
