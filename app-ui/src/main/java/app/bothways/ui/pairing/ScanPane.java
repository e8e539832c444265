package app.bothways.ui.pairing;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.parts.Texts;
import java.io.File;
import java.util.Optional;
import javafx.embed.swing.SwingFXUtils;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.kordamp.ikonli.javafx.FontIcon;

/** Takes the other device's code: a picture or a link, dropped, pasted, chosen or typed. */
final class ScanPane extends VBox {
  private final PairingModel model;
  private final Button back;

  ScanPane(PairingModel model, Runnable showCode) {
    this.model = model;
    this.back = button("pair-back", Texts.of("pairing.code-instead"), "fth-grid", showCode);
    getStyleClass().addAll("surface", "pair-card");
    setMaxHeight(USE_PREF_SIZE);
    HBox choices =
        row(
            8,
            button("pair-image", Texts.of("pairing.choose-image"), "fth-image", this::choose),
            button("pair-paste", Texts.of("pairing.paste"), "fth-clipboard", () -> paste(model)));
    choices.setAlignment(Pos.CENTER);
    Label problem = prose("", "bad-text");
    problem.setId("pair-problem");
    problem.textProperty().bind(model.problem());
    present(problem, !model.problem().get().isEmpty());
    model.problem().addListener((o, old, now) -> present(problem, !now.isEmpty()));
    getChildren()
        .addAll(
            row(8, label(Texts.of("pairing.scan-title"), "h3")),
            dropArea(),
            choices,
            linkField(),
            problem,
            back);
  }

  void narrow(boolean narrow) {
    present(back, narrow);
  }

  private VBox dropArea() {
    VBox area =
        styled(
            new VBox(
                10,
                new FontIcon("fth-image"),
                prose(Texts.of("pairing.drop-here"), "hint", "centred")),
            "drop");
    area.setId("pair-drop");
    area.setAlignment(Pos.CENTER);
    area.setMinHeight(140);
    area.setOnDragOver(
        e -> {
          if (usable(e)) {
            e.acceptTransferModes(TransferMode.COPY);
            area.getStyleClass().remove("over");
            area.getStyleClass().add("over");
          }
          e.consume();
        });
    area.setOnDragExited(e -> area.getStyleClass().remove("over"));
    area.setOnDragDropped(
        e -> {
          e.setDropCompleted(take(model, e.getDragboard()));
          e.consume();
        });
    return area;
  }

  private static boolean usable(DragEvent e) {
    var board = e.getDragboard();
    return board.hasFiles() || board.hasImage() || board.hasString();
  }

  private HBox linkField() {
    TextField field = new TextField();
    field.setId("pair-text");
    field.setPromptText(Texts.of("pairing.link-prompt"));
    field.setAccessibleText(Texts.of("pairing.link-prompt"));
    field.setPrefColumnCount(12);
    HBox.setHgrow(field, javafx.scene.layout.Priority.ALWAYS);
    Runnable go =
        () -> {
          model.join(field.getText());
          field.clear();
        };
    field.setOnAction(e -> go.run());
    return row(8, field, accent(button("pair-use", Texts.of("pairing.use-link"), "", go)));
  }

  private void choose() {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(Texts.of("pairing.choose-image"));
    chooser
        .getExtensionFilters()
        .add(
            new FileChooser.ExtensionFilter(
                Texts.of("pairing.pictures"),
                "*.png",
                "*.jpg",
                "*.jpeg",
                "*.gif",
                "*.bmp",
                "*.PNG",
                "*.JPG",
                "*.JPEG"));
    Optional.ofNullable(chooser.showOpenDialog(getScene().getWindow()))
        .map(File::toPath)
        .ifPresent(model::join);
  }

  /** Uses what is on the clipboard, a picture or a text. */
  static void paste(PairingModel model) {
    if (!take(model, Clipboard.getSystemClipboard())) {
      model.join("");
    }
  }

  private static boolean take(PairingModel model, Clipboard board) {
    if (board.hasFiles() && !board.getFiles().isEmpty()) {
      model.join(board.getFiles().getFirst().toPath());
      return true;
    }
    Image image = board.hasImage() ? board.getImage() : null;
    if (image != null) {
      model.join(SwingFXUtils.fromFXImage(image, null));
      return true;
    }
    String text = board.hasString() ? board.getString() : null;
    if (text != null) {
      model.join(text);
      return true;
    }
    return false;
  }
}
