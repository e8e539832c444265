package app.bothways.ui.folders;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;
import static app.bothways.ui.parts.Parts.tile;

import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Parts;
import app.bothways.ui.parts.Texts;
import java.io.File;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;

/** A folder that somebody offers: what, how much, where to. */
final class OfferCard extends VBox {
  private final FoldersModel model;
  private final Label title = prose("", "strong");
  private final Label detail = prose("", "hint");
  private final Label location = label("", "hint");
  private OfferRow row;

  OfferCard(FoldersModel model, OfferRow row) {
    this.model = model;
    this.row = row;
    getStyleClass().add("surface");
    int i = row.index();
    setId("offer-" + i);
    location.setId("offer-location-" + i);
    location.setMinWidth(0);
    VBox words = Parts.grow(column(2, title, detail, location));
    words.setMinWidth(0);
    HBox answers =
        styled(
            row(
                8,
                accent(
                    button(
                        "offer-accept-" + i,
                        Texts.of("folders.accept"),
                        "fth-check",
                        () -> model.accept(this.row))),
                button("offer-place-" + i, Texts.of("folders.change-location"), "", this::choose),
                button(
                    "offer-decline-" + i,
                    Texts.of("folders.decline"),
                    "",
                    () -> model.decline(this.row))),
            "facts");
    getChildren().addAll(row(14, tile("fth-download", "info"), words), answers);
  }

  void update(OfferRow now) {
    row = now;
    title.setText(now.title());
    detail.setText(now.detail());
    location.setText(Texts.of("folders.goes-to", Format.path(now.location())));
  }

  private void choose() {
    DirectoryChooser chooser = new DirectoryChooser();
    chooser.setTitle(Texts.of("folders.change-location"));
    Optional.ofNullable(chooser.showDialog(getScene().getWindow()))
        .map(File::toPath)
        .ifPresent(p -> model.place(row, p));
  }
}
