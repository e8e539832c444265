package app.bothways.ui.folders;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.page;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.scroll;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.parts.Keyed;
import app.bothways.ui.parts.Parts;
import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Texts;
import java.io.File;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import org.kordamp.ikonli.javafx.FontIcon;

/** Offers first, then the folders, then a place to drop another; or the page of one folder. */
public final class FoldersView {
  private final FoldersModel model;
  private final Node page;
  private final StackPane root = new StackPane();
  private final VBox list = styled(Parts.surface(), "list");
  private final VBox offers = column(14);

  /**
   * @param one the page of one folder, shown in place of the list while {@code open}
   */
  public FoldersView(FoldersModel model, Node one, ObservableValue<Boolean> open) {
    this.model = model;
    Label lead = label("");
    lead.textProperty().bind(model.lead());
    Button add = accent(button("add-folder", Texts.of("folders.add"), "fth-plus", this::choose));
    page =
        scroll(
            page(
                label(Texts.of("folders.title")),
                lead,
                add,
                new Problem("folders-problem", model.problem()),
                offers,
                list,
                dropZone()));
    var items =
        new Keyed<FolderRow, FolderItem>(
            list, r -> r.id() + "/" + r.index(), r -> new FolderItem(model, r), FolderItem::update);
    var cards =
        new Keyed<OfferRow, OfferCard>(
            offers,
            r -> r.offer() + "/" + r.index(),
            r -> new OfferCard(model, r),
            OfferCard::update);
    model
        .rows()
        .addListener(
            (o, old, now) -> {
              items.show(now);
              arrange();
            });
    model
        .offers()
        .addListener(
            (o, old, now) -> {
              cards.show(now);
              arrange();
            });
    items.show(model.rows().get());
    cards.show(model.offers().get());
    arrange();
    open.addListener((o, old, now) -> root.getChildren().setAll(now ? one : page));
    root.getChildren().setAll(open.getValue() ? one : page);
  }

  public Node root() {
    return root;
  }

  private void arrange() {
    present(list, !model.rows().get().isEmpty());
    present(offers, !model.offers().get().isEmpty());
  }

  private Pane dropZone() {
    VBox words =
        Parts.grow(
            column(
                2,
                prose(Texts.of("folders.drop-title"), "strong"),
                prose(Texts.of("folders.drop-lead"), "hint")));
    HBox zone = styled(new HBox(14, new FontIcon("fth-plus-circle"), words), "drop");
    zone.setId("drop-folder");
    zone.setAlignment(Pos.CENTER_LEFT);
    zone.setMinHeight(USE_PREF);
    zone.setOnDragOver(
        e -> {
          if (hasDirectory(e)) {
            e.acceptTransferModes(TransferMode.LINK, TransferMode.COPY);
            zone.getStyleClass().remove("over");
            zone.getStyleClass().add("over");
          }
          e.consume();
        });
    zone.setOnDragExited(e -> zone.getStyleClass().remove("over"));
    zone.setOnDragDropped(
        e -> {
          e.getDragboard().getFiles().stream()
              .filter(File::isDirectory)
              .map(File::toPath)
              .forEach(model::add);
          e.setDropCompleted(true);
          e.consume();
        });
    return zone;
  }

  private static final double USE_PREF = javafx.scene.layout.Region.USE_PREF_SIZE;

  private static boolean hasDirectory(DragEvent e) {
    return e.getDragboard().hasFiles()
        && e.getDragboard().getFiles().stream().anyMatch(File::isDirectory);
  }

  private void choose() {
    DirectoryChooser chooser = new DirectoryChooser();
    chooser.setTitle(Texts.of("folders.add"));
    Optional.ofNullable(chooser.showDialog(root.getScene().getWindow()))
        .map(File::toPath)
        .ifPresent(model::add);
  }
}
