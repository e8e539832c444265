package app.bothways.pairing.qr;

import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/** A picture in 256 shades of grey, and the changes of it that help a reader. */
record GreyImage(BufferedImage pixels) {
  static GreyImage of(BufferedImage image) {
    return transformed(image, image.getWidth(), image.getHeight(), new AffineTransform());
  }

  int width() {
    return pixels.getWidth();
  }

  int height() {
    return pixels.getHeight();
  }

  /** So that no side is longer than {@code side}; the same picture when none is. */
  GreyImage within(int side) {
    double factor = (double) side / Math.max(width(), height());
    return factor >= 1 ? this : stretched(factor, factor);
  }

  GreyImage stretched(double x, double y) {
    int w = Math.max(1, (int) (width() * x));
    int h = Math.max(1, (int) (height() * y));
    return transformed(pixels, w, h, AffineTransform.getScaleInstance(x, y));
  }

  /** Turned by 45 degrees, the corners kept. */
  GreyImage turned() {
    int side = (int) Math.ceil(Math.hypot(width(), height()));
    var turn = AffineTransform.getTranslateInstance(side / 2.0, side / 2.0);
    turn.rotate(Math.PI / 4);
    turn.translate(-width() / 2.0, -height() / 2.0);
    return transformed(pixels, side, side, turn);
  }

  LuminanceSource luminance() {
    byte[] shades = ((DataBufferByte) pixels.getRaster().getDataBuffer()).getData();
    return new PlanarYUVLuminanceSource(shades, width(), height(), 0, 0, width(), height(), false);
  }

  private static GreyImage transformed(BufferedImage from, int w, int h, AffineTransform how) {
    var grey = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D draw = grey.createGraphics();
    try {
      // What is transparent in a screenshot or an icon is looked at on white.
      draw.setColor(Color.WHITE);
      draw.fillRect(0, 0, w, h);
      draw.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      draw.drawImage(from, how, null);
    } finally {
      draw.dispose();
    }
    return new GreyImage(grey);
  }
}
