package app.bothways.ui;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import javax.imageio.ImageIO;

/** Drives one window without a display. Every wait is bounded and ends on a condition. */
public final class Fx {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Stage stage;

  public Fx(Stage stage) {
    this.stage = stage;
  }

  public static <T> T call(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Platform.runLater(future);
    try {
      return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("on the FX thread: " + e, e);
    }
  }

  public static void run(Runnable task) {
    call(
        () -> {
          task.run();
          return true;
        });
  }

  /** Waits until the condition holds, looked at on the FX thread. */
  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!call(condition::getAsBoolean)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never came true: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  public boolean has(String selector) {
    return call(() -> shown(selector));
  }

  private boolean shown(String selector) {
    return stage.getScene().getRoot().lookupAll(selector).stream().anyMatch(Fx::visible);
  }

  private static boolean visible(Node node) {
    for (Node n = node; n != null; n = n.getParent()) {
      if (!n.isVisible()) {
        return false;
      }
    }
    return node.getScene() != null;
  }

  public void await(String selector) {
    until(selector + " is shown", () -> shown(selector));
  }

  private Node find(String selector) {
    await(selector);
    return call(
        () ->
            stage.getScene().getRoot().lookupAll(selector).stream()
                .filter(Fx::visible)
                .findFirst()
                .orElseThrow());
  }

  public void click(String selector) {
    ButtonBase button = (ButtonBase) find(selector);
    run(button::fire);
  }

  /** Chooses an item of the menu behind a button, by the item's id. */
  public void choose(String menu, String item) {
    MenuButton button = (MenuButton) find(menu);
    run(
        () ->
            button.getItems().stream()
                .flatMap(Fx::withChildren)
                .filter(i -> item.equals(i.getId()))
                .findFirst()
                .orElseThrow()
                .fire());
  }

  private static java.util.stream.Stream<MenuItem> withChildren(MenuItem item) {
    return item instanceof javafx.scene.control.Menu menu
        ? java.util.stream.Stream.concat(
            java.util.stream.Stream.of(item), menu.getItems().stream().flatMap(Fx::withChildren))
        : java.util.stream.Stream.of(item);
  }

  public void type(String selector, String text) {
    TextField field = (TextField) find(selector);
    run(() -> field.setText(text));
  }

  public String text(String selector) {
    Labeled label = (Labeled) find(selector);
    return call(label::getText);
  }

  public Scene scene() {
    return call(stage::getScene);
  }

  /** Lets layout and style come to rest, then takes a picture of the window's content. */
  public BufferedImage shot(Path file) {
    // Away from every control: what is under the pointer looks different.
    run(() -> new javafx.scene.robot.Robot().mouseMove(990, 990));
    for (int i = 0; i < 3; i++) {
      pulse();
    }
    return call(
        () -> {
          stage.getScene().getRoot().applyCss();
          stage.getScene().getRoot().layout();
          var image = SwingFXUtils.fromFXImage(stage.getScene().snapshot(null), null);
          write(image, file);
          return image;
        });
  }

  private static void pulse() {
    FutureTask<Boolean> passed = new FutureTask<>(() -> true);
    Platform.runLater(
        () -> {
          var timer = new javafx.animation.PauseTransition(javafx.util.Duration.millis(60));
          timer.setOnFinished(e -> passed.run());
          timer.play();
        });
    try {
      passed.get(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void write(BufferedImage image, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
