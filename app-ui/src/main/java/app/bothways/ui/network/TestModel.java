package app.bothways.ui.network;

import app.bothways.app.ReportText;
import app.bothways.ui.parts.Live;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** The connection test, as the window runs and shows it. FX thread. */
public final class TestModel {
  private final Live live;
  private final BooleanProperty running = new SimpleBooleanProperty();
  private final ObjectProperty<Optional<String>> text =
      new SimpleObjectProperty<>(Optional.empty());
  private final StringProperty problem = new SimpleStringProperty("");

  TestModel(Live live) {
    this.live = live;
  }

  BooleanProperty running() {
    return running;
  }

  /** The last result; empty until there is one, and when it has been put away. */
  public ObjectProperty<Optional<String>> text() {
    return text;
  }

  StringProperty problem() {
    return problem;
  }

  /** Tests, unless a test is under way. */
  public void run() {
    if (running.get()) {
      return;
    }
    running.set(true);
    problem.set("");
    var made = new AtomicReference<>("");
    live.ask(
        app -> made.set(ReportText.of(app.testNetwork(), ReportText.system())),
        () -> {
          running.set(false);
          text.set(Optional.of(made.get()));
        },
        refused -> {
          running.set(false);
          problem.set(refused);
        });
  }

  void close() {
    text.set(Optional.empty());
  }
}
