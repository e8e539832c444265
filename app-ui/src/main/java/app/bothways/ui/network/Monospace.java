package app.bothways.ui.network;

import java.util.List;
import java.util.Optional;
import javafx.scene.text.Font;

/** A face in which all letters have the same width, so that columns of a text stand in columns. */
final class Monospace {
  /** Better to read than what a system takes for "Monospaced", where they are there. */
  private static final List<String> BETTER =
      List.of("Cascadia Mono", "Consolas", "SF Mono", "Menlo", "DejaVu Sans Mono");

  private Monospace() {}

  /** An inline style; empty where only the style sheet's own face is there. */
  static String style() {
    List<String> there = Font.getFamilies();
    Optional<String> family = BETTER.stream().filter(there::contains).findFirst();
    return family.map(f -> "-fx-font-family: \"" + f + "\";").orElse("");
  }
}
