package app.bothways.ui.folders;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.more;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.spring;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.sync.model.SyncError;
import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.Question;
import app.bothways.ui.parts.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** One folder: name, place, who has it, how it stands, and what can be done with it. */
final class FolderItem extends VBox {
  private final FoldersModel model;
  private final String id;
  private final int index;
  private final StackPane tile = styled(new StackPane(new FontIcon("fth-folder")), "tile");
  private final Label name = label("", "strong");
  private final Label detail = label("", "hint");
  private final Label devices = label("", "hint");
  private final Tooltip deviceNames = new Tooltip();
  private final BadgeLabel badge;
  private final Label doing = label("", "num");
  private final Label percent = label("", "num");
  private final Label pace = label("", "hint");
  private final ProgressBar bar = styled(new ProgressBar(), "thin");
  private final VBox progress;
  private final Button toggle;
  private final VBox problems = new VBox();
  private final Menu share = new Menu(Texts.of("folders.share-with"));
  private final MenuButton shareNow = new MenuButton(Texts.of("folders.share"));
  private final MenuItem pause = new MenuItem();
  private final VBox question = new VBox();
  private FolderRow row;
  private List<SyncError> listed = List.of();

  FolderItem(FoldersModel model, FolderRow row) {
    this.model = model;
    this.id = row.id();
    this.index = row.index();
    this.row = row;
    getStyleClass().add("list-row");
    setId("folder-" + index);
    setSpacing(8);
    badge = new BadgeLabel(row.badge());
    badge.setId("folder-badge-" + index);
    bar.setMaxWidth(Double.MAX_VALUE);
    percent.setMinWidth(USE_PREF_SIZE);
    progress = column(5, row(8, doing, spring(), percent), bar, pace);
    progress.setMinWidth(230);
    progress.setMaxWidth(230);
    shareNow.setId("folder-share-now-" + index);
    shareNow.setMinWidth(USE_PREF_SIZE);
    devices.setTooltip(deviceNames);
    devices.setMinWidth(0);
    devices.setMaxWidth(150);
    toggle = button("folder-problems-" + index, "", "fth-chevron-down", this::toggleProblems);
    toggle.getStyleClass().add("link-button");
    Insets beside = new Insets(0, 0, 0, 54);
    // The button's own padding is made up for, so that its sign stands below the name.
    VBox.setMargin(toggle, new Insets(0, 0, 0, 48));
    VBox.setMargin(problems, beside);
    VBox.setMargin(question, beside);
    present(problems, false);
    present(question, false);
    name.setId("folder-name-" + index);
    getChildren()
        .addAll(
            row(14, opener(), devices, shareNow, badge, progress, menu()),
            toggle,
            problems,
            question);
  }

  /** Tile and name: a click, or Enter, opens the folder's page. */
  private HBox opener() {
    VBox words = grow(column(2, name, detail));
    words.setMinWidth(120);
    HBox opener = grow(styled(row(14, tile, words), "opener"));
    opener.setId("folder-open-" + index);
    opener.setFocusTraversable(true);
    opener.setAccessibleRole(AccessibleRole.BUTTON);
    opener.accessibleTextProperty().bind(name.textProperty());
    opener.setOnMouseClicked(e -> model.open(id));
    opener.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ENTER || e.getCode() == KeyCode.SPACE) {
            model.open(id);
            e.consume();
          }
        });
    return opener;
  }

  void update(FolderRow now) {
    row = now;
    name.setText(now.name());
    detail.setText(now.detail());
    devices.setText(now.devices());
    deviceNames.setText(now.deviceNames());
    badge.show(now.badge());
    tile.getStyleClass().setAll("tile", now.badge().kind().style());
    present(badge, now.progress().isEmpty());
    present(progress, now.progress().isPresent());
    now.progress()
        .ifPresent(
            p -> {
              doing.setText(p.text());
              percent.setText(p.percent());
              pace.setText(p.pace());
              present(pace, !p.pace().isEmpty());
              bar.setProgress(p.fraction());
              bar.setAccessibleText(p.text() + ", " + p.percent());
            });
    pause.setText(Texts.of(now.paused() ? "folders.resume" : "folders.pause"));
    updateProblems(now);
    updateTargets(now);
  }

  private void updateProblems(FolderRow now) {
    present(toggle, now.problemCount() > 0);
    toggle.setText(Texts.of("folders.show-problems", now.problemCount()));
    if (now.problemCount() == 0) {
      present(problems, false);
    }
    if (problems.isVisible() && !listed.equals(now.problems())) {
      list(now);
    }
  }

  private void toggleProblems() {
    boolean open = !problems.isVisible();
    if (open) {
      list(row);
    }
    toggle.setGraphic(new FontIcon(open ? "fth-chevron-up" : "fth-chevron-down"));
    present(problems, open);
  }

  private void list(FolderRow now) {
    listed = now.problems();
    problems.getChildren().clear();
    for (SyncError error : now.problems()) {
      VBox one = styled(column(2), "error-row");
      if (!error.path().isEmpty()) {
        one.getChildren().add(prose(error.path(), "strong"));
      }
      one.getChildren().addAll(prose(error.text(), "bad-text"), prose(error.next(), "hint"));
      problems.getChildren().add(one);
    }
    int rest = now.problemCount() - now.problems().size();
    if (rest > 0) {
      problems.getChildren().add(prose(Texts.of("folders.more-problems", rest), "hint"));
    }
  }

  private void updateTargets(FolderRow now) {
    present(shareNow, !now.shared() && !now.shareWith().isEmpty());
    present(devices, !shareNow.isVisible());
    if (shareNow.isShowing() || share.isShowing()) {
      return;
    }
    shareNow.getItems().setAll(targets(now, "folder-share-now-"));
    share.getItems().setAll(targets(now, "folder-share-"));
    if (share.getItems().isEmpty()) {
      MenuItem none = new MenuItem(Texts.of("folders.nobody-to-share-with"));
      none.setDisable(true);
      share.getItems().add(none);
    }
  }

  private List<MenuItem> targets(FolderRow now, String idPrefix) {
    List<MenuItem> items = new ArrayList<>();
    for (FolderRow.Target target : now.shareWith()) {
      MenuItem item = new MenuItem(target.name());
      item.setMnemonicParsing(false);
      item.setId(idPrefix + index + "-" + items.size());
      item.setOnAction(e -> model.share(id, target.id()));
      items.add(item);
    }
    return items;
  }

  private MenuButton menu() {
    MenuButton menu = more("folder-menu-" + index, Texts.of("folders.menu", row.name()));
    MenuItem details = new MenuItem(Texts.of("folders.details"));
    details.setId("folder-details-" + index);
    details.setOnAction(e -> model.open(id));
    share.setId("folder-share-" + index);
    pause.setId("folder-pause-" + index);
    pause.setOnAction(
        e -> {
          if (row.paused()) {
            model.resume(id);
          } else {
            model.pause(id);
          }
        });
    MenuItem scan = new MenuItem(Texts.of("folders.scan"));
    scan.setId("folder-scan-" + index);
    scan.setOnAction(e -> model.scan(id));
    MenuItem remove = new MenuItem(Texts.of("folders.stop"));
    remove.setId("folder-stop-" + index);
    remove.setOnAction(e -> askStop());
    menu.getItems().addAll(details, share, pause, scan, remove);
    return menu;
  }

  private void askStop() {
    Runnable close = () -> present(question, false);
    question
        .getChildren()
        .setAll(
            new Question(
                "folder-stop-yes-" + index,
                Texts.of("folders.stop-question", row.name()),
                Texts.of("folders.stop"),
                () -> model.stopSharing(id),
                close));
    present(question, true);
  }
}
