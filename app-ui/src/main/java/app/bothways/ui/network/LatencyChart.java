package app.bothways.ui.network;

import app.bothways.net.report.PathView;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.CubicCurveTo;
import javafx.scene.shape.Line;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Text;

/**
 * Latency over time: a soft line over a gradient, relayed spans shaded behind it. Where nothing was
 * measured there is no line. Three grid steps, and time counted back from now.
 */
final class LatencyChart extends Region {
  private static final int STEPS = 3;
  private static final int MOST_TICKS = 5;
  private static final double LEFT = 52;
  private static final double RIGHT = 8;
  private static final double TOP = 8;
  private static final double BOTTOM = 24;
  private static final Duration SHORTEST = Duration.ofSeconds(60);

  /** Longer without a sample, and the line is interrupted: the window was hidden, or no link. */
  private static final Duration GAP = Duration.ofSeconds(6);

  private List<Sample> samples = List.of();
  private Instant start = Instant.EPOCH;
  private Instant end = Instant.EPOCH;
  private double top;

  LatencyChart() {
    getStyleClass().add("latency-chart");
    setMinHeight(116);
    setPrefHeight(120);
    setAccessibleRole(javafx.scene.AccessibleRole.IMAGE_VIEW);
  }

  void show(List<Sample> now) {
    samples = now;
    if (now.isEmpty()) {
      setAccessibleText(Texts.of("network.no-samples"));
    } else {
      end = now.getLast().at();
      Instant first = now.getFirst().at();
      start = first.isAfter(end.minus(SHORTEST)) ? end.minus(SHORTEST) : first;
      double max = now.stream().mapToDouble(Sample::ms).max().orElse(1);
      top = STEPS * step(max / STEPS * 1.1);
      setAccessibleText(Texts.of("network.chart-accessible", Math.round(now.getLast().ms())));
    }
    requestLayout();
  }

  /** The smallest of 1, 2, 4, 5 times a power of ten that is not below {@code least}. */
  static double step(double least) {
    double power = 1;
    while (true) {
      for (double m : new double[] {1, 2, 4, 5}) {
        if (m * power >= least) {
          return m * power;
        }
      }
      power *= 10;
    }
  }

  @Override
  protected void layoutChildren() {
    getChildren().clear();
    if (width() <= 0 || height() <= 0) {
      return;
    }
    if (samples.size() < 2) {
      Text none = text(Texts.of("network.no-samples"), "axis", VPos.CENTER, getHeight() / 2);
      none.setX((getWidth() - none.getLayoutBounds().getWidth()) / 2);
      return;
    }
    grid();
    bands();
    for (List<Sample> run : runs()) {
      draw(run);
    }
    Sample last = samples.getLast();
    add(new Circle(x(last), y(last.ms()), 4), "point");
    ticks();
  }

  private double width() {
    return getWidth() - LEFT - RIGHT;
  }

  private double height() {
    return getHeight() - TOP - BOTTOM;
  }

  private double x(Sample s) {
    double all = Math.max(1, Duration.between(start, end).toMillis());
    return LEFT + width() * Duration.between(start, s.at()).toMillis() / all;
  }

  private double y(double ms) {
    return TOP + height() * (1 - ms / top);
  }

  private void grid() {
    for (int i = 0; i <= STEPS; i++) {
      double value = top * i / STEPS;
      double y = Math.round(y(value)) + .5;
      add(new Line(LEFT, y, LEFT + width(), y), "grid");
      String label = Math.round(value) + (i == STEPS ? " ms" : "");
      Text t = text(label, "axis", VPos.CENTER, y);
      t.setX(LEFT - 10 - t.getLayoutBounds().getWidth());
    }
  }

  private void bands() {
    double labelled = -1000;
    for (int i = 0; i < samples.size(); i++) {
      if (samples.get(i).way() != PathView.Kind.RELAY) {
        continue;
      }
      int from = i;
      while (i + 1 < samples.size()
          && samples.get(i + 1).way() == PathView.Kind.RELAY
          && !gap(samples.get(i), samples.get(i + 1))) {
        i++;
      }
      double x = x(samples.get(from));
      double width = Math.max(2, x(samples.get(i)) - x);
      add(new Rectangle(x, TOP, width, height()), "relay-band");
      Text t = new Text(Texts.of("link.relayed"));
      if (width > 64 && x > labelled + 70) {
        add(t, "relay-text");
        t.setTextOrigin(VPos.TOP);
        t.setX(x + 8);
        t.setY(TOP + 6);
        labelled = x;
      }
    }
  }

  private static boolean gap(Sample a, Sample b) {
    return Duration.between(a.at(), b.at()).compareTo(GAP) > 0;
  }

  /** Unbroken stretches, thinned to what the width can show; each bucket keeps its worst. */
  private List<List<Sample>> runs() {
    List<List<Sample>> runs = new ArrayList<>();
    List<Sample> run = new ArrayList<>();
    double apart = Math.max(1, width() / 240);
    for (Sample s : samples) {
      if (!run.isEmpty() && gap(run.getLast(), s)) {
        runs.add(run);
        run = new ArrayList<>();
      }
      if (!run.isEmpty() && run.size() > 1 && x(s) - x(run.getLast()) < apart) {
        if (s.ms() > run.getLast().ms()) {
          run.set(run.size() - 1, s);
        }
        continue;
      }
      run.add(s);
    }
    runs.add(run);
    return runs;
  }

  private void draw(List<Sample> run) {
    if (run.size() < 2) {
      return;
    }
    Path line = new Path();
    Path area = new Path();
    double px = x(run.getFirst());
    double py = y(run.getFirst().ms());
    line.getElements().add(new MoveTo(px, py));
    area.getElements().addAll(new MoveTo(px, TOP + height()), new LineTo(px, py));
    for (Sample s : run.subList(1, run.size())) {
      double x = x(s);
      double y = y(s.ms());
      double c = (x - px) / 2;
      line.getElements().add(new CubicCurveTo(px + c, py, x - c, y, x, y));
      area.getElements().add(new CubicCurveTo(px + c, py, x - c, y, x, y));
      px = x;
      py = y;
    }
    area.getElements().addAll(new LineTo(px, TOP + height()), new ClosePath());
    add(area, "area");
    add(line, "line");
  }

  private void ticks() {
    long all = Duration.between(start, end).toSeconds();
    long every = spacing(all);
    for (long ago = 0; ago <= all; ago += every) {
      String words =
          ago == 0
              ? Texts.of("network.now")
              : Texts.of("network.ago", Format.duration(Duration.ofSeconds(ago)));
      Text t = text(words, "axis", VPos.BOTTOM, getHeight());
      double w = t.getLayoutBounds().getWidth();
      double x = LEFT + width() * (all - ago) / all;
      t.setX(Math.clamp(x - w / 2, LEFT, LEFT + width() - w));
    }
  }

  /** Seconds between two marks: a round number, and few enough of them to be read. */
  static long spacing(long seconds) {
    for (long every : new long[] {15, 30, 60, 120, 300, 600, 900}) {
      if (seconds / every <= MOST_TICKS) {
        return every;
      }
    }
    return seconds / MOST_TICKS;
  }

  private Text text(String words, String style, VPos origin, double y) {
    Text text = new Text(words);
    text.setTextOrigin(origin);
    text.setY(y);
    add(text, style);
    text.applyCss();
    return text;
  }

  private void add(Node node, String style) {
    node.getStyleClass().add(style);
    getChildren().add(node);
  }
}
