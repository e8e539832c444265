package app.bothways.ui.pairing;

import app.bothways.ui.parts.Texts;
import java.util.Locale;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.SVGPath;

/** A code as one vector path with four modules of quiet zone: sharp at every scale. */
final class QrNode extends StackPane {
  private static final int QUIET = 4;

  QrNode(boolean[][] modules, double size) {
    getStyleClass().add("qr");
    setMinSize(size, size);
    setMaxSize(size, size);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setAccessibleText(Texts.of("pairing.qr-accessible"));
    SVGPath path = new SVGPath();
    path.setContent(outline(modules, size / (modules.length + 2 * QUIET)));
    path.getStyleClass().add("qr-modules");
    path.setManaged(false);
    getChildren().add(path);
  }

  private static String outline(boolean[][] modules, double cell) {
    StringBuilder path = new StringBuilder("M0 0");
    for (int y = 0; y < modules.length; y++) {
      for (int x = 0; x < modules[y].length; x++) {
        int start = x;
        while (x < modules[y].length && modules[y][x]) {
          x++;
        }
        if (x > start) {
          double width = (x - start) * cell;
          path.append(
              String.format(
                  Locale.ROOT,
                  "M%.3f %.3fh%.3fv%.3fh%.3fz",
                  (start + QUIET) * cell,
                  (y + QUIET) * cell,
                  width,
                  // A hair of overlap: without it renderers leave pale lines between rows.
                  cell + .02,
                  -width));
        }
      }
    }
    return path.toString();
  }
}
