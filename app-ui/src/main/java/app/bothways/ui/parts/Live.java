package app.bothways.ui.parts;

import app.bothways.app.App;
import app.bothways.app.Refusal;
import app.bothways.net.Subscription;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the state of the application to the screens, and what people ask for back to it. Reading
 * and asking happen on {@code work}, never on the FX thread, since both may wait for a disk;
 * properties change on {@code fx} only. However often something changes, at most one reading and
 * one delivery are under way: what comes meanwhile is folded into the next.
 */
public final class Live implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);

  private final App app;
  private final Executor fx;
  private final Executor work;
  private final Clock clock;
  private final ReadOnlyObjectWrapper<Optional<Snapshot>> snapshot =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();
  private final AtomicReference<Optional<Subscription>> subscription =
      new AtomicReference<>(Optional.empty());

  /**
   * @param fx runs tasks in order on the thread that owns the properties
   * @param work runs tasks that may wait
   */
  public Live(App app, Executor fx, Executor work, Clock clock) {
    this.app = app;
    this.fx = fx;
    this.work = work;
    this.clock = clock;
  }

  /** Follows the application until {@link #pause}; harmless when already following. */
  public synchronized void resume() {
    if (subscription.get().isEmpty()) {
      subscription.set(Optional.of(app.changes(this::refresh)));
      refresh();
    }
  }

  /** Stops following: no call, no tick, no work until {@link #resume}. */
  public synchronized void pause() {
    subscription.getAndSet(Optional.empty()).ifPresent(Subscription::close);
  }

  /** Reads the state again, also when nothing announced a change: rates need it each second. */
  public void refresh() {
    if (subscription.get().isEmpty()) {
      return;
    }
    again.set(true);
    if (reading.compareAndSet(false, true)) {
      work.execute(this::read);
    }
  }

  private void read() {
    again.set(false);
    try {
      Snapshot now = Snapshot.read(app, clock.instant());
      fx.execute(
          () -> {
            show(now);
            done();
          });
    } catch (RuntimeException broken) {
      // The application is closing, or a part of it is broken; the last true picture stays.
      LOG.warn("The window could not read the state", broken);
      done();
    }
  }

  /** Makes {@code now} the latest picture. FX thread. */
  public void show(Snapshot now) {
    snapshot.set(Optional.of(now));
  }

  private void done() {
    reading.set(false);
    // RACE: a change that came between the reading and this line set `again` and found `reading`
    // true, so nobody else will look.
    if (again.get()) {
      refresh();
    }
  }

  /** The latest picture; empty only before the first reading. */
  public ReadOnlyObjectProperty<Optional<Snapshot>> snapshot() {
    return snapshot.getReadOnlyProperty();
  }

  /** Calls {@code show} on the FX thread with the picture there is and with each later one. */
  public void each(Consumer<Snapshot> show) {
    snapshot.addListener((o, old, now) -> now.ifPresent(show));
    snapshot.get().ifPresent(show);
  }

  /** Something a person asked for that the application may refuse. */
  @FunctionalInterface
  public interface Ask {
    void run(App app) throws Refusal;
  }

  /** Runs {@code ask} on {@code work}; {@code problem} gets a sentence when it was refused. */
  public void ask(Ask ask, Consumer<String> problem) {
    ask(ask, () -> {}, problem);
  }

  /** As the other, with {@code done} on the FX thread when it was granted. */
  public void ask(Ask ask, Runnable done, Consumer<String> problem) {
    work.execute(
        () -> {
          try {
            ask.run(app);
            fx.execute(done);
          } catch (Refusal refusal) {
            fx.execute(() -> problem.accept(refusal.getMessage()));
          } catch (UncheckedIOException full) {
            LOG.warn("A request from the window could not be written down", full);
            fx.execute(() -> problem.accept(Refusal.notWritten(full).getMessage()));
          } catch (RuntimeException broken) {
            LOG.error("A request from the window failed", broken);
            fx.execute(() -> problem.accept(Texts.of("problem.unexpected", detail(broken))));
          }
          refresh();
        });
  }

  private static String detail(RuntimeException broken) {
    String message = broken.getMessage();
    return message == null ? broken.getClass().getSimpleName() : message;
  }

  public App app() {
    return app;
  }

  public Clock clock() {
    return clock;
  }

  /** Runs on the FX thread, later. */
  public void onFx(Runnable task) {
    fx.execute(task);
  }

  /** Runs where waiting is allowed. */
  public void onWork(Runnable task) {
    work.execute(task);
  }

  @Override
  public void close() {
    pause();
  }
}
