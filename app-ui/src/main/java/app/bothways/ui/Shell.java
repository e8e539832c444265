package app.bothways.ui;

import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.mark;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.spring;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.ShellModel.Screen;
import app.bothways.ui.devices.DevicesView;
import app.bothways.ui.folder.FolderView;
import app.bothways.ui.folders.FoldersView;
import app.bothways.ui.network.NetworkView;
import app.bothways.ui.pairing.PairingModel;
import app.bothways.ui.pairing.PairingView;
import app.bothways.ui.pairing.Step;
import app.bothways.ui.parts.Texts;
import app.bothways.ui.settings.SettingsView;
import app.bothways.ui.welcome.WelcomeModel;
import app.bothways.ui.welcome.WelcomeView;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import javafx.animation.FadeTransition;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Circle;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;

/** The frame: sidebar and one screen, or the welcome alone during a first start. */
final class Shell extends BorderPane {
  private static final KeyCombination PASTE =
      new KeyCodeCombination(KeyCode.V, KeyCombination.SHORTCUT_DOWN);

  private final Models models;
  private final DevicesView devices;
  private final Map<Screen, Node> screens = new EnumMap<>(Screen.class);
  private final Map<Screen, ToggleButton> toggles = new EnumMap<>(Screen.class);

  Shell(Models models) {
    this.models = models;
    devices = new DevicesView(models.devices(), models.pairing());
    FolderView folder = new FolderView(models.folder());
    screens.put(
        Screen.FOLDERS,
        new FoldersView(models.folders(), folder.root(), models.folder().open()).root());
    screens.put(Screen.DEVICES, devices.root());
    screens.put(Screen.NETWORK, new NetworkView(models.network()).root());
    screens.put(Screen.SETTINGS, new SettingsView(models.settings()).root());
    models.shell().screen().addListener((o, old, now) -> show(now));
    models.welcome().page().addListener((o, old, now) -> arrange());
    models.pairing().step().addListener((o, old, now) -> follow(now));
    addEventHandler(KeyEvent.KEY_PRESSED, this::paste);
    arrange();
  }

  private void arrange() {
    if (models.welcome().page().get() != WelcomeModel.Page.DONE) {
      if (!(getCenter() instanceof WelcomeView)) {
        setCenter(new WelcomeView(models.welcome(), models.pairing()));
      }
      return;
    }
    setLeft(sidebar());
    show(models.shell().screen().get());
  }

  /** A question of the other device must not wait behind another screen. */
  private void follow(Step step) {
    boolean welcomed = models.welcome().page().get() == WelcomeModel.Page.DONE;
    if (welcomed && step instanceof Step.Confirming) {
      models.shell().screen().set(Screen.DEVICES);
    }
  }

  private void paste(KeyEvent event) {
    boolean typing = getScene().getFocusOwner() instanceof TextInputControl;
    WelcomeModel.Page page = models.welcome().page().get();
    boolean pairable = page == WelcomeModel.Page.PAIR || page == WelcomeModel.Page.DONE;
    PairingModel pairing = models.pairing();
    Step step = pairing.step().get();
    boolean free =
        step instanceof Step.Idle || step instanceof Step.Showing || step instanceof Step.Failed;
    if (PASTE.match(event) && !typing && pairable && free) {
      if (page == WelcomeModel.Page.DONE) {
        models.shell().screen().set(Screen.DEVICES);
      }
      PairingView.paste(pairing);
      event.consume();
    }
  }

  private void show(Screen screen) {
    if (models.welcome().page().get() != WelcomeModel.Page.DONE) {
      return;
    }
    toggles.get(screen).setSelected(true);
    Node node = screens.get(screen);
    if (getCenter() == node) {
      return;
    }
    setCenter(node);
    if (!Platform.getPreferences().isReducedMotion()) {
      FadeTransition in = new FadeTransition(Duration.millis(120), node);
      in.setFromValue(0);
      in.setToValue(1);
      in.play();
    }
  }

  private Node sidebar() {
    VBox bar = styled(new VBox(), "sidebar");
    bar.getChildren()
        .add(styled(row(10, mark(32), label(Texts.of("app.name"), "wordmark")), "brand"));
    ToggleGroup group = new ToggleGroup();
    for (Screen screen : Screen.values()) {
      ToggleButton toggle = nav(screen);
      toggle.setToggleGroup(group);
      toggles.put(screen, toggle);
      bar.getChildren().add(toggle);
    }
    bar.getChildren().addAll(spring(), status());
    return bar;
  }

  private ToggleButton nav(Screen screen) {
    String icon =
        switch (screen) {
          case FOLDERS -> "fth-folder";
          case DEVICES -> "fth-monitor";
          case NETWORK -> "fth-activity";
          case SETTINGS -> "fth-sliders";
        };
    ToggleButton toggle = new ToggleButton(Texts.each("nav", screen), new FontIcon(icon));
    toggle.setId("nav-" + screen.name().toLowerCase(Locale.ROOT));
    toggle.setMaxWidth(Double.MAX_VALUE);
    toggle.getStyleClass().add("nav");
    toggle.setOnAction(
        e -> {
          toggle.setSelected(true);
          models.shell().screen().set(screen);
        });
    if (screen == Screen.FOLDERS) {
      Runnable name =
          () -> {
            int n = models.shell().offers().get();
            String word = Texts.each("nav", screen);
            toggle.setText(n == 0 ? word : Texts.of("nav.with-offers", word, n));
          };
      models.shell().offers().addListener((o, old, now) -> name.run());
      name.run();
    }
    return toggle;
  }

  private Node status() {
    Circle dot = new Circle(4);
    Label title = prose("", "status-title");
    title.setId("status-title");
    Label hint = prose("", "hint");
    hint.setId("status-hint");
    Runnable show =
        () -> {
          ShellModel.Status s = models.shell().status().get();
          dot.getStyleClass().setAll("dot", s.kind().style());
          title.setText(s.title());
          hint.setText(s.hint());
        };
    models.shell().status().addListener((o, old, now) -> show.run());
    show.run();
    return styled(column(4, row(8, dot, title), hint), "status");
  }
}
