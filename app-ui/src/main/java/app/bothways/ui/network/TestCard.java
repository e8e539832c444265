package app.bothways.ui.network;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.iconButton;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.spring;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Texts;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;

/** What the connection test said; there once it has been run. */
final class TestCard extends VBox {
  private final TestModel model;
  private final TextArea report = styled(new TextArea(), "report");
  private final Button copy;

  TestCard(TestModel model) {
    super(10);
    this.model = model;
    getStyleClass().add("surface");
    setId("network-test-card");
    report.setId("network-test-text");
    report.setEditable(false);
    report.setWrapText(true);
    report.setStyle(Monospace.style());
    report.setMinHeight(USE_PREF_SIZE);
    copy = button("network-test-copy", Texts.of("network.test-copy"), "fth-copy", this::copy);
    getChildren()
        .addAll(
            row(
                10,
                label(Texts.of("network.test-title"), "h3"),
                spring(),
                copy,
                iconButton(
                    "network-test-close", Texts.of("network.test-close"), "fth-x", model::close)),
            prose(Texts.of("network.test-hint"), "hint"),
            report);
    model.text().addListener((o, old, now) -> show());
    show();
  }

  private void show() {
    present(this, model.text().get().isPresent());
    model
        .text()
        .get()
        .ifPresent(
            text -> {
              report.setText(text);
              report.setPrefRowCount((int) text.lines().count() + 3);
              copy.setText(Texts.of("network.test-copy"));
            });
  }

  private void copy() {
    model
        .text()
        .get()
        .ifPresent(
            text -> {
              Problem.copy(text);
              copy.setText(Texts.of("network.test-copied"));
            });
  }

  /** The button that runs it. */
  static Button runner(TestModel model) {
    Button run = button("network-test", Texts.of("network.test"), "fth-activity", model::run);
    run.disableProperty().bind(model.running());
    model
        .running()
        .addListener(
            (o, old, now) ->
                run.setText(now ? Texts.of("network.testing") : Texts.of("network.test")));
    return run;
  }
}
