package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.sync.model.SyncError;
import app.bothways.ui.parts.Texts;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** Items that are not in sync: what is the matter, what happens next, and more on request. */
final class ProblemsCard extends VBox {
  private final FolderModel model;
  private final Label title = label("", "h3");
  private final VBox list = new VBox();
  private List<SyncError> listed = List.of();

  ProblemsCard(FolderModel model) {
    this.model = model;
    getStyleClass().add("surface");
    setId("folder-problems");
    setSpacing(6);
    getChildren().addAll(title, list);
    present(this, false);
  }

  void show(FolderPage page) {
    present(this, page.problemCount() > 0);
    title.setText(Texts.of("folders.show-problems", page.problemCount()));
    if (listed.equals(page.problems()) && !list.getChildren().isEmpty()) {
      return;
    }
    listed = page.problems();
    list.getChildren().setAll(listed.stream().map(this::item).toList());
    int rest = page.problemCount() - listed.size();
    if (rest > 0) {
      list.getChildren().add(prose(Texts.of("folders.more-problems", rest), "hint"));
    }
  }

  private Node item(SyncError error) {
    VBox words = grow(column(2));
    words.setMinWidth(0);
    if (!error.path().isEmpty()) {
      words.getChildren().add(prose(error.path(), "strong"));
    }
    words.getChildren().addAll(prose(error.text(), "bad-text"), prose(error.next(), "hint"));
    var line = styled(row(12, words), "error-row");
    if (!error.path().isEmpty()) {
      Button why =
          button(
              "folder-problem-why",
              Texts.of("folder.tab.why"),
              "",
              () -> model.explain(error.path()));
      why.getStyleClass().add("link-button");
      line.getChildren().add(why);
    }
    return line;
  }
}
