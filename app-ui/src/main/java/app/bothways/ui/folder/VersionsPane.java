package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;
import static app.bothways.ui.parts.Parts.surface;

import app.bothways.sync.versions.Keeping;
import app.bothways.ui.folder.VersionsModel.Version;
import app.bothways.ui.folder.VersionsModel.Versions;
import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Keyed;
import app.bothways.ui.parts.Texts;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What others replaced or deleted, to be had again; and how much of it is kept. */
final class VersionsPane extends VBox {
  private final VersionsModel model;
  private final Label kept = prose("", "hint");
  private final Label none = prose("", "hint");
  private final Label more = prose("", "hint");
  private final Label note = prose("", "bad-text");
  private final VBox table;
  private final Keyed<Version, Item> items;

  VersionsPane(VersionsModel model) {
    super(14);
    this.model = model;
    TextField search = new TextField();
    search.setId("versions-search");
    search.setPromptText(Texts.of("folder.versions-search"));
    search.setAccessibleText(Texts.of("folder.versions-search"));
    search.textProperty().bindBidirectional(model.search());
    VBox words = grow(column(2, label(Texts.of("folder.versions-title"), "h3"), kept));
    words.setMinWidth(120);
    kept.setId("versions-kept");
    VBox list = styled(new VBox(), "list");
    table = styled(surface(list), "list");
    items = new Keyed<>(list, v -> v.path() + "\0" + v.id(), v -> new Item(v), Item::update);
    none.setId("versions-none");
    getChildren().addAll(surface(row(14, words, policy()), search), note, table, none, more);
    note.textProperty().bind(model.note());
    model.note().addListener((o, old, now) -> present(note, !now.isEmpty()));
    present(note, !model.note().get().isEmpty());
    model.versions().addListener((o, old, now) -> show(now));
    show(model.versions().get());
  }

  private MenuButton policy() {
    MenuButton menu = new MenuButton(Texts.of("folder.keep-choose"));
    menu.setId("versions-keep");
    menu.setMinWidth(USE_PREF_SIZE);
    menu.getItems()
        .addAll(
            choice("versions-keep-1", Texts.of("folder.keep-trash"), Keeping.TRASH_CAN),
            choice("versions-keep-5", Texts.of("folder.keep-some", 5), Keeping.last(5)),
            choice("versions-keep-20", Texts.of("folder.keep-some", 20), Keeping.last(20)),
            choice("versions-keep-0", Texts.of("folder.keep-none"), Keeping.OFF));
    return menu;
  }

  private MenuItem choice(String id, String text, Keeping keeping) {
    MenuItem item = new MenuItem(text);
    item.setId(id);
    item.setOnAction(e -> model.keep(keeping));
    return item;
  }

  private void show(Optional<Versions> now) {
    boolean any = now.filter(v -> !v.listed().isEmpty()).isPresent();
    present(table, any);
    present(none, now.isPresent() && !any);
    none.setText(
        model.search().get().isBlank()
            ? Texts.of("folder.versions-none")
            : Texts.of("folder.versions-not-found"));
    now.ifPresent(v -> kept.setText(keeping(v.keeping())));
    int rest = now.map(Versions::more).orElse(0);
    present(more, rest > 0);
    more.setText(Texts.of("folder.versions-more", rest));
    now.ifPresent(v -> items.show(v.listed()));
  }

  private static String keeping(Keeping k) {
    if (k.isOff()) {
      return Texts.of("folder.keeping-none");
    }
    return k.age().compareTo(Keeping.LONGEST) >= 0
        ? Texts.of("folder.keeping-long", k.perFile(), Format.bytes(k.bytes()))
        : Texts.of("folder.keeping", k.perFile(), k.age().toDays(), Format.bytes(k.bytes()));
  }

  private final class Item extends HBox {
    private final Label path = label("", "strong");
    private final Label detail = label("", "hint");
    private final BadgeLabel badge;
    private Version version;

    Item(Version version) {
      super(14);
      this.version = version;
      getStyleClass().add("list-row");
      setAlignment(javafx.geometry.Pos.CENTER_LEFT);
      badge = new BadgeLabel(version.badge());
      path.setTextOverrun(javafx.scene.control.OverrunStyle.LEADING_ELLIPSIS);
      VBox words = grow(column(2, path, detail));
      words.setMinWidth(100);
      var restore =
          button(
              "version-restore",
              Texts.of("folder.restore"),
              "fth-rotate-ccw",
              () -> model.restore(this.version));
      getChildren().addAll(words, badge, restore);
    }

    void update(Version now) {
      version = now;
      path.setText(now.path());
      detail.setText(now.detail());
      badge.show(now.badge());
    }
  }
}
