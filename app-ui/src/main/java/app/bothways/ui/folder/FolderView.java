package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.iconButton;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.scroll;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.folder.FolderModel.Tab;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Segments;
import app.bothways.ui.parts.Texts;
import java.util.EnumMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The page of one folder: its name and state, and four tabs. */
public final class FolderView {
  private final FolderModel model;
  private final ScrollPane root;
  private final Label name = label("", "h1");
  private final Label detail = label("", "lead");
  private final BadgeLabel badge = new BadgeLabel(new Badge(Badge.Kind.MUTED, "fth-folder", ""));
  private final Button pause;
  private final Segments<Tab> tabs;
  private final VBox content = new VBox();
  private final Map<Tab, Node> panes = new EnumMap<>(Tab.class);

  public FolderView(FolderModel model) {
    this.model = model;
    pause = button("folder-toggle-pause", "", "fth-pause", model::pauseOrResume);
    tabs = new Segments<>(model.tab()::set);
    for (Tab tab : Tab.values()) {
      tabs.add(tab, "folder-tab-" + tab.name().toLowerCase(java.util.Locale.ROOT), "");
    }
    panes.put(Tab.OVERVIEW, new OverviewPane(model));
    panes.put(Tab.CONFLICTS, new ConflictsPane(model));
    panes.put(Tab.VERSIONS, new VersionsPane(model.versions()));
    panes.put(Tab.WHY, new WhyPane(model.why()));
    content.setFillWidth(true);
    VBox page =
        styled(
            new VBox(header(), tabs, new Problem("folder-problem", model.problem()), content),
            "page");
    root = scroll(page);
    model.page().addListener((o, old, now) -> now.ifPresent(this::show));
    model.tab().addListener((o, old, now) -> choose());
    model.page().get().ifPresent(this::show);
    choose();
  }

  public Node root() {
    return root;
  }

  private HBox header() {
    name.setId("folder-title");
    badge.setId("folder-badge");
    VBox words = grow(column(2, name, detail));
    words.setMinWidth(0);
    Button show =
        iconButton(
            "folder-show",
            Texts.of("folder.show-in-folder"),
            "fth-external-link",
            () -> model.showInFolder(""));
    Button scan =
        iconButton("folder-scan", Texts.of("folders.scan"), "fth-refresh-cw", model::scan);
    return row(
        12,
        iconButton("folder-back", Texts.of("folder.back"), "fth-arrow-left", model::close),
        words,
        badge,
        scan,
        show,
        pause);
  }

  private void show(FolderPage page) {
    name.setText(page.row().name());
    detail.setText(Texts.of("folder.lead", page.path(), page.row().devices()));
    badge.show(page.row().badge());
    boolean paused = page.row().paused();
    pause.setText(paused ? Texts.of("folders.resume") : Texts.of("folders.pause"));
    pause.setGraphic(new FontIcon(paused ? "fth-play" : "fth-pause"));
    tabs.name(Tab.OVERVIEW, Texts.of("folder.tab.overview"));
    int n = page.conflicts();
    tabs.name(
        Tab.CONFLICTS,
        n == 0 ? Texts.of("folder.tab.conflicts") : Texts.of("folder.tab.some-conflicts", n));
    tabs.name(Tab.VERSIONS, Texts.of("folder.tab.versions"));
    tabs.name(Tab.WHY, Texts.of("folder.tab.why"));
  }

  private void choose() {
    tabs.show(model.tab().get());
    content.getChildren().setAll(panes.get(model.tab().get()));
    root.setVvalue(0);
  }
}
