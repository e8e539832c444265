package app.bothways.ui;

import app.bothways.app.App;
import app.bothways.ui.parts.Texts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Platform;

/**
 * The window of one process. Closing it ends {@link #launch}; whether the application goes on
 * without it is for the caller to decide. Any thread but the FX thread may call. The toolkit stays
 * until the process ends, with {@code System.exit}, so that a window can be opened again.
 */
public final class Window {
  private static final AtomicReference<Optional<MainWindow>> CURRENT =
      new AtomicReference<>(Optional.empty());

  private Window() {}

  /**
   * Shows the window and waits until it is closed. May be called again afterwards.
   *
   * @throws NoDisplay when there is no screen to show it on
   */
  public static void launch(App app) {
    startToolkit();
    Models.Begin begin = MainWindow.begin(app);
    CountDownLatch closed = new CountDownLatch(1);
    AtomicReference<Optional<RuntimeException>> broken = new AtomicReference<>(Optional.empty());
    Platform.runLater(
        () -> {
          try {
            MainWindow window = new MainWindow(app, begin, closed::countDown);
            CURRENT.set(Optional.of(window));
            window.show();
          } catch (RuntimeException failed) {
            broken.set(Optional.of(failed));
            closed.countDown();
          }
        });
    await(closed);
    CURRENT.set(Optional.empty());
    if (broken.get().isPresent()) {
      throw broken.get().get();
    }
  }

  /** An interrupted caller wants to end: the window closes, the interrupt stays visible. */
  private static void await(CountDownLatch closed) {
    try {
      closed.await();
    } catch (InterruptedException ending) {
      close();
      Thread.currentThread().interrupt();
    }
  }

  /** Brings the window to the front; nothing happens when there is none. */
  public static void show() {
    CURRENT.get().ifPresent(w -> Platform.runLater(w::show));
  }

  /**
   * Gives a directory to the Folders screen as if it had been dropped there: for tests, and for
   * desktops that open folders with an application.
   */
  public static void addFolder(Path directory) {
    CURRENT.get().ifPresent(w -> Platform.runLater(() -> w.models().folders().add(directory)));
  }

  /** Closes the window, as its close button does. */
  public static void close() {
    CURRENT.get().ifPresent(w -> Platform.runLater(() -> w.stage().hide()));
  }

  /** Starts JavaFX unless it runs already. */
  static void startToolkit() {
    if (noDisplay()) {
      throw new NoDisplay();
    }
    try {
      Platform.startup(() -> {});
    } catch (IllegalStateException running) {
      // Somebody started it before; that one is as good.
    } catch (UnsupportedOperationException unable) {
      throw new NoDisplay();
    }
    // The process lives on when a window closes: folders are kept in sync by it, not by a window.
    Platform.setImplicitExit(false);
    Platform.runLater(Theme::loadFonts);
  }

  /** JavaFX on Linux fails on a thread of its own when no display can be opened: ask before. */
  private static boolean noDisplay() {
    boolean linux = System.getProperty("os.name").startsWith("Linux");
    boolean headless = "Headless".equalsIgnoreCase(System.getProperty("glass.platform"));
    return linux && !headless && unset("DISPLAY") && unset("WAYLAND_DISPLAY");
  }

  private static boolean unset(String variable) {
    String value = System.getenv(variable);
    return value == null || value.isBlank();
  }

  /** There is no screen on which a window could be shown. The message is a sentence for people. */
  public static final class NoDisplay extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoDisplay() {
      super(Texts.of("app.no-display"));
    }
  }
}
