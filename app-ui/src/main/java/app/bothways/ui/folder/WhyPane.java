package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.surface;

import app.bothways.ui.folder.WhyModel.Answer;
import app.bothways.ui.folder.WhyModel.Holder;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.Texts;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

/** Asks about one path: typed, chosen, or dropped here. */
final class WhyPane extends VBox {
  private final WhyModel model;
  private final TextField field = new TextField();
  private final Label path = prose("", "h3");
  private final BadgeLabel badge = new BadgeLabel(new Badge(Badge.Kind.MUTED, "fth-info", ""));
  private final Label text = prose("");
  private final Label next = prose("", "lead");
  private final Label rule = prose("", "hint");
  private final VBox holders = new VBox(6);
  private final VBox devices;
  private final VBox answer;
  private final Label note = prose("", "bad-text");

  WhyPane(WhyModel model) {
    super(14);
    this.model = model;
    field.setId("why-path");
    field.setPromptText(Texts.of("folder.why-prompt"));
    field.setAccessibleText(Texts.of("folder.why-prompt"));
    HBox.setHgrow(field, Priority.ALWAYS);
    field.setOnAction(e -> model.ask(field.getText()));
    field.setText(model.path().get());
    model.path().addListener((o, old, now) -> field.setText(now));
    path.setMinWidth(0);
    VBox words = grow(column(0, path));
    words.setMinWidth(0);
    badge.setId("why-badge");
    text.setId("why-text");
    devices = column(8, label(Texts.of("folder.why-devices"), "strong"), holders);
    answer = surface(row(12, words, badge), column(4, text, next, rule), devices);
    answer.setId("why-answer");
    note.setId("why-note");
    getChildren().addAll(question(), note, answer);
    dropped();
    model.answer().addListener((o, old, now) -> show(now));
    model.note().addListener((o, old, now) -> refused(now));
    refused(model.note().get());
    show(model.answer().get());
  }

  private Node question() {
    return surface(
        column(
            2,
            label(Texts.of("folder.why-title"), "h3"),
            prose(Texts.of("folder.why-lead"), "hint")),
        row(
            8,
            field,
            accent(
                button(
                    "why-ask", Texts.of("folder.why-ask"), "", () -> model.ask(field.getText()))),
            button("why-choose", Texts.of("folder.why-choose"), "fth-file", this::choose)));
  }

  private void choose() {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(Texts.of("folder.why-title"));
    Optional.ofNullable(chooser.showOpenDialog(getScene().getWindow()))
        .ifPresent(file -> model.ask(file.toPath()));
  }

  private void dropped() {
    setOnDragOver(
        e -> {
          if (e.getDragboard().hasFiles()) {
            e.acceptTransferModes(TransferMode.LINK, TransferMode.COPY);
          }
          e.consume();
        });
    setOnDragDropped(
        e -> {
          e.getDragboard().getFiles().stream().findFirst().ifPresent(f -> model.ask(f.toPath()));
          e.setDropCompleted(true);
          e.consume();
        });
  }

  private void refused(String no) {
    note.setText(no);
    present(note, !no.isEmpty());
  }

  private void show(Optional<Answer> now) {
    present(answer, now.isPresent());
    now.ifPresent(
        a -> {
          path.setText(a.path());
          badge.show(a.badge());
          text.setText(a.text());
          next.setText(a.next());
          present(next, !a.next().isEmpty());
          rule.setText(a.rule());
          present(rule, !a.rule().isEmpty());
          present(devices, !a.holders().isEmpty());
          holders.getChildren().setAll(a.holders().stream().map(WhyPane::holder).toList());
        });
  }

  private static Node holder(Holder holder) {
    Label name = label(holder.name(), "num");
    name.setMinWidth(0);
    name.setMaxWidth(Double.MAX_VALUE);
    Label has = label(holder.has(), "hint");
    has.setMinWidth(USE_PREF_SIZE);
    return row(10, grow(name), has);
  }
}
