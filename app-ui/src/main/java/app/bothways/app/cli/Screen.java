package app.bothways.app.cli;

import app.bothways.app.App;
import app.bothways.app.Refusal;

/**
 * The way to a window, for whoever has one. Given by the launcher, so that nothing here knows what
 * a window is made of.
 */
public record Screen(Door door, Runnable front) {
  /** Opens the window. */
  @FunctionalInterface
  public interface Door {
    /**
     * Shows the window of {@code app} and waits until it is closed; may be called again then.
     *
     * @throws Refusal when there is no display after all
     */
    void open(App app) throws Refusal;
  }

  void open(App app) throws Refusal {
    door.open(app);
  }

  /** Brings an open window to the front. */
  void show() {
    front.run();
  }
}
