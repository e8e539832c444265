package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.Keyed;
import app.bothways.ui.parts.Texts;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;

/** The other devices that have the folder, and how far each has it. */
final class MembersCard extends VBox {
  private final Label nobody = prose(Texts.of("folder.nobody"), "hint");
  private final Keyed<FolderPage.Member, Item> items;

  MembersCard() {
    getStyleClass().add("surface");
    setSpacing(10);
    VBox list = new VBox(10);
    items = new Keyed<>(list, FolderPage.Member::id, m -> new Item(), Item::update);
    getChildren().addAll(label(Texts.of("folder.members"), "h3"), nobody, list);
  }

  void show(List<FolderPage.Member> members) {
    present(nobody, members.isEmpty());
    items.show(members);
  }

  private static final class Item extends VBox {
    private final Label name = label("", "strong");
    private final Label has = label("", "hint");
    private final ProgressBar bar = styled(new ProgressBar(), "thin");
    private BadgeLabel badge;

    Item() {
      super(6);
      name.setMinWidth(0);
      has.setMinWidth(USE_PREF_SIZE);
      bar.setMaxWidth(Double.MAX_VALUE);
    }

    void update(FolderPage.Member member) {
      if (getChildren().isEmpty()) {
        badge = new BadgeLabel(member.badge());
        VBox words = grow(column(0, name));
        words.setMinWidth(0);
        getChildren().addAll(row(10, words, has, badge), bar);
      }
      name.setText(member.name());
      has.setText(member.has());
      badge.show(member.badge());
      boolean part = member.fraction() > 0 && member.fraction() < 1;
      present(bar, part);
      bar.setProgress(member.fraction());
      bar.setAccessibleText(member.name() + ", " + member.has());
    }
  }
}
