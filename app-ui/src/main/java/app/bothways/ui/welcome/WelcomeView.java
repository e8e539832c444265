package app.bothways.ui.welcome;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.mark;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.scroll;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.pairing.PairingModel;
import app.bothways.ui.pairing.PairingView;
import app.bothways.ui.pairing.Step;
import app.bothways.ui.parts.Texts;
import app.bothways.ui.welcome.WelcomeModel.Start;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The whole window during a first start. */
public final class WelcomeView extends StackPane {
  private final WelcomeModel model;
  private final PairingModel pairing;

  public WelcomeView(WelcomeModel model, PairingModel pairing) {
    this.model = model;
    this.pairing = pairing;
    model.page().addListener((o, old, now) -> show(now));
    show(model.page().get());
  }

  private void show(WelcomeModel.Page page) {
    switch (page) {
      case HELLO -> getChildren().setAll(scroll(hello()));
      case NAME -> getChildren().setAll(scroll(name()));
      case PAIR -> {
        getChildren().setAll(scroll(pair()));
        if (model.start() == Start.SHOW_CODE && pairing.step().get() instanceof Step.Idle) {
          pairing.showCode();
        }
      }
      case DONE -> getChildren().clear();
    }
  }

  private Node hello() {
    Button setUp =
        accent(
            button(
                "welcome-setup",
                Texts.of("welcome.set-up"),
                "",
                () -> model.begin(Start.SHOW_CODE)));
    Button elsewhere =
        button(
            "welcome-join", Texts.of("welcome.elsewhere"), "", () -> model.begin(Start.READ_CODE));
    setUp.getStyleClass().add("large");
    setUp.setDefaultButton(true);
    elsewhere.getStyleClass().addAll("large", "flat");
    VBox buttons = column(8, setUp, elsewhere);
    buttons.setAlignment(Pos.CENTER);
    VBox.setMargin(buttons, new Insets(14, 0, 0, 0));
    return centred(
        mark(72),
        prose(Texts.of("welcome.hero"), "hero", "centred"),
        prose(Texts.of("welcome.lead"), "lead", "centred"),
        buttons);
  }

  private Node name() {
    TextField field = new TextField();
    field.setId("welcome-name");
    field.textProperty().bindBidirectional(model.name());
    field.setMaxWidth(320);
    field.setAccessibleText(Texts.of("welcome.name-title"));
    field.setOnAction(e -> model.saveName());
    // Only a node in a scene can have the focus.
    Platform.runLater(field::requestFocus);
    Label problem = prose("", "bad-text", "centred");
    problem.setId("welcome-problem");
    problem.textProperty().bind(model.problem());
    present(problem, !model.problem().get().isEmpty());
    model.problem().addListener((o, old, now) -> present(problem, !now.isEmpty()));
    Button go =
        accent(button("welcome-continue", Texts.of("welcome.continue"), "", model::saveName));
    go.setDefaultButton(true);
    HBox buttons = row(8, button("welcome-back", Texts.of("welcome.back"), "", model::back), go);
    buttons.setAlignment(Pos.CENTER);
    VBox.setMargin(buttons, new Insets(8, 0, 0, 0));
    return centred(
        mark(72),
        prose(Texts.of("welcome.name-title"), "hero", "centred"),
        prose(Texts.of("welcome.name-lead"), "lead", "centred"),
        field,
        problem,
        buttons);
  }

  private Node pair() {
    PairingView view = new PairingView(pairing, PairingView.Room.WIDE, model::finish);
    Button skip = button("welcome-skip", Texts.of("welcome.skip"), "", this::skip);
    skip.getStyleClass().add("flat");
    Label title = label(Texts.of("welcome.pair-title"), "hero");
    Label lead = prose(Texts.of("welcome.pair-lead"), "lead", "centred");
    // Once the other device is there, neither the request nor a way round it is in place.
    Consumer<Step> arrange =
        step -> {
          boolean met =
              step instanceof Step.Confirming
                  || step instanceof Step.Waiting
                  || step instanceof Step.Paired;
          present(title, !met);
          present(lead, !met);
          present(skip, !met);
        };
    pairing.step().addListener((o, old, now) -> arrange.accept(now));
    arrange.accept(pairing.step().get());
    return centred(title, lead, view, skip);
  }

  private void skip() {
    pairing.reset();
    model.finish();
  }

  private static VBox centred(Node... nodes) {
    VBox box = styled(column(14, nodes), "page");
    box.setSpacing(14);
    box.setAlignment(Pos.CENTER);
    return box;
  }
}
