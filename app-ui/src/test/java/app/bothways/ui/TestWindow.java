package app.bothways.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@link MainWindow} over a {@link FakeApp}, for as long as a test runs. */
final class TestWindow implements AutoCloseable {
  final FakeApp app;
  final MainWindow window;
  final Fx fx;
  final AtomicBoolean closed = new AtomicBoolean();

  /** What was thrown on the FX thread and caught by nobody. */
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();

  TestWindow(FakeApp app) {
    this.app = app;
    Window.startToolkit();
    Fx.run(() -> Thread.currentThread().setUncaughtExceptionHandler((t, e) -> note(e)));
    Models.Begin begin = MainWindow.begin(app);
    window =
        Fx.call(
            () -> {
              MainWindow w = new MainWindow(app, begin, () -> closed.set(true));
              w.stage().setWidth(1120);
              w.stage().setHeight(740);
              w.show();
              return w;
            });
    fx = new Fx(window.stage());
  }

  private void note(Throwable e) {
    e.printStackTrace();
    broken.add(e);
  }

  @Override
  public void close() {
    Fx.run(() -> window.stage().hide());
    assertThat(broken).isEmpty();
  }
}
