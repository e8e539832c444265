package app.bothways.ui;

import app.bothways.app.App;
import app.bothways.ui.pairing.Codes;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.SystemFileManager;
import app.bothways.ui.parts.Texts;
import app.bothways.ui.settings.ThemeChoice;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import javafx.util.Duration;

/** The stage with everything in it. FX thread, except where said. */
final class MainWindow {
  private final Stage stage = new Stage();
  private final Executor work = task -> Thread.ofVirtual().name("window").start(task);
  private final Live live;
  private final Models models;
  private final Timeline ticker;

  /**
   * @param begin read before, off the FX thread
   * @param closed called once, when the window is gone for good
   */
  MainWindow(App app, Models.Begin begin, Runnable closed) {
    live = new Live(app, Platform::runLater, work, Clock.systemUTC());
    models = Models.of(live, Codes.ofPairing(), new SystemFileManager(), begin);
    Scene scene = new Scene(new Shell(models), 1120, 740);
    new Theme(scene, models.settings().theme());
    stage.setScene(scene);
    stage.setTitle(Texts.of("app.name"));
    stage.setMinWidth(860);
    stage.setMinHeight(600);
    for (int size : new int[] {16, 32, 64, 256}) {
      stage.getIcons().add(icon(size));
    }
    ticker = new Timeline(new KeyFrame(Duration.seconds(1), e -> tick()));
    ticker.setCycleCount(Animation.INDEFINITE);
    stage.showingProperty().addListener((o, old, showing) -> follow());
    stage.iconifiedProperty().addListener((o, old, iconified) -> follow());
    stage.setOnHidden(
        e -> {
          close();
          closed.run();
        });
  }

  private static Image icon(int size) {
    String name = "/app/bothways/assets/icon/bothways-" + size + ".png";
    return new Image(MainWindow.class.getResourceAsStream(name));
  }

  private void tick() {
    live.refresh();
    models.pairing().tick();
  }

  /** A window that nobody sees costs nothing. */
  private void follow() {
    if (stage.isShowing() && !stage.isIconified()) {
      live.resume();
      ticker.play();
    } else {
      ticker.stop();
      live.pause();
    }
  }

  void show() {
    stage.show();
    stage.setIconified(false);
    stage.toFront();
    stage.requestFocus();
  }

  Stage stage() {
    return stage;
  }

  Models models() {
    return models;
  }

  Live live() {
    return live;
  }

  private void close() {
    ticker.stop();
    models.pairing().reset();
    live.close();
  }

  /** Reads what the models begin with; waits, so not on the FX thread. */
  static Models.Begin begin(App app) {
    return new Models.Begin(
        app.firstStart(),
        app.status().name(),
        ThemeChoice.of(app.setting(ThemeChoice.KEY)),
        Path.of(System.getProperty("user.home"), "Bothways"));
  }
}
