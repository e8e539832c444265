package app.bothways.tests.window;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;

/**
 * The hands and eyes of a person at the only window of this process. Every wait is bounded and ends
 * on a condition. Not for the FX thread.
 */
final class Screen {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path SHOTS = Path.of("target", "shots");

  /** Starts the toolkit, which a test may ask before the window has. */
  Screen() {
    try {
      Platform.startup(() -> {});
    } catch (IllegalStateException running) {
      // A test before this one, or the window, has started it; it is the same one.
    }
  }

  /** Waits until {@code condition} holds, looked at between two frames. */
  void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!call(condition::getAsBoolean)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      frames(2);
    }
  }

  void await(String id) {
    until(id + " is shown", () -> shown(id));
  }

  boolean has(String id) {
    return call(() -> shown(id));
  }

  void click(String id) {
    use(id, ButtonBase.class, ButtonBase::fire);
  }

  /** Chooses the first item of a menu. */
  void chooseFirst(String menu) {
    until(menu + " has something to choose", () -> shown(menu) && !items(menu).isEmpty());
    run(() -> items(menu).getFirst().fire());
  }

  private java.util.List<MenuItem> items(String menu) {
    return ((MenuButton) find(menu)).getItems();
  }

  void type(String id, String text) {
    use(id, TextField.class, field -> field.setText(text));
  }

  String text(String id) {
    await(id);
    return call(() -> ((Labeled) find(id)).getText());
  }

  void awaitText(String id, Predicate<String> wanted) {
    until(
        id + " shows what is wanted",
        () -> shown(id) && find(id) instanceof Labeled label && wanted.test(label.getText()));
  }

  private <T extends Node> void use(String id, Class<T> kind, java.util.function.Consumer<T> act) {
    until(id + " can be used", () -> shown(id) && !find(id).isDisabled());
    run(() -> act.accept(kind.cast(find(id))));
  }

  /** A picture of the window as it is once layout has come to rest, kept as {@code name}.png. */
  Path shot(String name) throws IOException {
    frames(30);
    BufferedImage image =
        call(() -> SwingFXUtils.fromFXImage(root().getScene().snapshot(null), null));
    Files.createDirectories(SHOTS);
    Path file = SHOTS.resolve(name + ".png").toAbsolutePath();
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static boolean shown(String id) {
    return Window.getWindows().stream().anyMatch(Stage.class::isInstance)
        && root().lookupAll("#" + id).stream().anyMatch(Screen::visible);
  }

  private static Node find(String id) {
    return root().lookupAll("#" + id).stream().filter(Screen::visible).findFirst().orElseThrow();
  }

  private static Parent root() {
    return Window.getWindows().stream()
        .filter(Stage.class::isInstance)
        .findFirst()
        .orElseThrow()
        .getScene()
        .getRoot();
  }

  private static boolean visible(Node node) {
    Node above = node;
    while (above != null && above.isVisible()) {
      above = above.getParent();
    }
    return above == null;
  }

  private static void run(Runnable task) {
    call(
        () -> {
          task.run();
          return true;
        });
  }

  private static <T> T call(Callable<T> task) {
    var future = new FutureTask<>(task);
    Platform.runLater(future);
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("on the FX thread: " + e, e);
    }
  }

  /** Lets the toolkit draw so many frames. */
  private static void frames(int count) {
    var drawn = new Semaphore(0);
    var timer =
        new AnimationTimer() {
          @Override
          public void handle(long now) {
            drawn.release();
          }
        };
    run(timer::start);
    try {
      if (!drawn.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the toolkit draws no frames");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      run(timer::stop);
    }
  }
}
