package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.sync.FolderMode;
import app.bothways.ui.parts.Keyed;
import app.bothways.ui.parts.Question;
import app.bothways.ui.parts.Segments;
import app.bothways.ui.parts.Texts;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Which way changes go, and what is different because of it. */
final class ModeCard extends VBox {
  private final FolderModel model;
  private final Segments<FolderMode> modes;
  private final Label meaning = prose("", "hint");
  private final Label count = prose("", "strong");
  private final VBox names = styled(new VBox(), "names");
  private final VBox different;
  private final VBox question = new VBox();
  private final Button settle;
  private FolderMode mode = FolderMode.TWO_WAY;

  ModeCard(FolderModel model) {
    super(14);
    this.model = model;
    getStyleClass().add("surface");
    modes = new Segments<>(model::mode);
    for (FolderMode one : FolderMode.values()) {
      modes.add(
          one,
          "folder-mode-" + one.name().toLowerCase(Locale.ROOT).replace('_', '-'),
          Texts.each("folder.mode", one));
    }
    meaning.setId("folder-mode-meaning");
    count.setId("folder-different");
    count.setMaxWidth(Double.MAX_VALUE);
    settle = button("folder-settle", "", "", this::ask);
    VBox words = grow(column(2, label(Texts.of("folder.mode-title"), "h3"), meaning));
    words.setMinWidth(120);
    different = column(10, row(12, grow(count), settle), question, names);
    present(question, false);
    present(different, false);
    getChildren().addAll(row(14, words, modes), different);
    var rows =
        new Keyed<DifferencesModel.Row, HBox>(
            names, DifferencesModel.Row::path, r -> styled(row(10), "name-row"), ModeCard::fill);
    model.differences().rows().addListener((o, old, now) -> rows.show(now));
    rows.show(model.differences().rows().get());
  }

  private static void fill(HBox line, DifferencesModel.Row row) {
    Label path = label(row.path(), "num");
    path.setMinWidth(0);
    Label how = label(row.how(), "hint");
    how.setMinWidth(USE_PREF_SIZE);
    line.getChildren().setAll(grow(path), how);
    path.setMaxWidth(Double.MAX_VALUE);
  }

  void show(FolderPage page) {
    mode = page.mode();
    modes.show(mode);
    meaning.setText(Texts.each("folder.mode-meaning", mode));
    long names = page.notTaken() + page.localOnly();
    boolean one = mode != FolderMode.TWO_WAY && names > 0;
    present(different, one);
    if (!one) {
      present(question, false);
      return;
    }
    boolean sends = mode == FolderMode.SEND_ONLY;
    count.setText(
        sends
            ? Texts.of("folder.not-taken", page.notTaken())
            : Texts.of("folder.local-only", page.localOnly()));
    settle.setText(sends ? Texts.of("folder.override") : Texts.of("folder.revert"));
  }

  private void ask() {
    boolean sends = mode == FolderMode.SEND_ONLY;
    question
        .getChildren()
        .setAll(
            new Question(
                "folder-settle-yes",
                sends ? Texts.of("folder.override-question") : Texts.of("folder.revert-question"),
                sends ? Texts.of("folder.override") : Texts.of("folder.revert"),
                sends ? model::override : model::revert,
                () -> present(question, false)));
    present(question, true);
  }
}
