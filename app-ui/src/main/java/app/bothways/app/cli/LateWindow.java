package app.bothways.app.cli;

import app.bothways.app.App;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.home.AppDirs.Os;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * The window of a node that was started without one: opened when somebody asks for it, and when it
 * is closed the node goes on. JavaFX is loaded at the first such wish.
 */
final class LateWindow {
  private final AtomicBoolean open = new AtomicBoolean();
  private final Map<String, String> env;
  private final Screen screen;

  LateWindow(Map<String, String> env, Screen screen) {
    this.env = env;
    this.screen = screen;
  }

  /**
   * @throws Refusal when the node's process has no display
   */
  void show(App app) throws Refusal {
    if (!Display.available(Os.current(), env, System.getProperty("glass.platform", ""))) {
      throw new Refusal(
          Mistake.NO_DISPLAY,
          "Bothways runs for this home without a display (daemon); stop it, or use the commands");
    }
    if (open.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("window").start(() -> launch(app));
    } else {
      screen.show();
    }
  }

  private void launch(App app) {
    try {
      screen.open(app);
    } catch (Refusal | RuntimeException e) {
      LoggerFactory.getLogger(LateWindow.class).error("The window could not be opened", e);
    } finally {
      open.set(false);
    }
  }
}
