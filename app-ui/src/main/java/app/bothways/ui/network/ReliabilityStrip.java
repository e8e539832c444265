package app.bothways.ui.network;

import app.bothways.ui.network.Reliability.Day;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/**
 * A bar for each of the last days: direct below, relayed above it, no connection on top; low and
 * grey where this device did not run. The text beside it says the same in words.
 */
final class ReliabilityStrip extends Region {
  private static final double HEIGHT = 18;
  private static final double BAR = 5;
  private static final double GAP = 2;

  private List<Day> days = List.of();

  ReliabilityStrip() {
    getStyleClass().add("strip");
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    double width = Reliability.DAYS * (BAR + GAP) - GAP;
    setMinSize(width, HEIGHT);
    setPrefSize(width, HEIGHT);
    setMaxSize(width, HEIGHT);
  }

  void show(Reliability past) {
    setAccessibleText(past.text());
    if (days.equals(past.days())) {
      return;
    }
    days = past.days();
    List<Node> bars = new ArrayList<>();
    double x = 0;
    for (Day day : days) {
      bars.addAll(bar(day, x));
      x += BAR + GAP;
    }
    getChildren().setAll(bars);
  }

  private static List<Node> bar(Day day, double x) {
    List<Node> parts = new ArrayList<>();
    double bottom = HEIGHT;
    if (day.seen()) {
      bottom = part(parts, x, bottom, day.direct() * HEIGHT, "direct");
      bottom = part(parts, x, bottom, day.relayed() * HEIGHT, "relayed");
      part(parts, x, bottom, day.offline() * HEIGHT, "offline");
    } else {
      part(parts, x, bottom, 3, "unseen");
    }
    Tooltip tip = new Tooltip(day.text());
    parts.forEach(p -> Tooltip.install(p, tip));
    return parts;
  }

  /** Adds a part of a bar; returns where the next one begins. What is there is seen, if hardly. */
  private static double part(
      List<Node> parts, double x, double bottom, double height, String style) {
    if (height <= 0) {
      return bottom;
    }
    double high = Math.min(bottom, Math.max(1.5, height));
    Rectangle part = new Rectangle(x, bottom - high, BAR, high);
    part.getStyleClass().add(style);
    parts.add(part);
    return bottom - high;
  }
}
