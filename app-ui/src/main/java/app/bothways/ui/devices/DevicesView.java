package app.bothways.ui.devices;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.page;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.scroll;

import app.bothways.ui.pairing.PairingModel;
import app.bothways.ui.pairing.PairingView;
import app.bothways.ui.pairing.Step;
import app.bothways.ui.parts.Keyed;
import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Texts;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * Cards of devices with the pairing card beside them; the pairing card alone while there is none.
 */
public final class DevicesView {
  private static final double BESIDE = 680;

  private final PairingModel pairing;
  private final Node root;
  private final BooleanProperty adding = new SimpleBooleanProperty(false);
  private final Button add;
  private final PairingView card;
  private final PairingView alone;
  private final GridPane body;
  private final StackPane empty;

  public DevicesView(DevicesModel model, PairingModel pairing) {
    this.pairing = pairing;
    Label lead = label("");
    lead.textProperty().bind(model.lead());
    add = accent(button("add-device", Texts.of("devices.add"), "fth-plus", this::startAdding));
    VBox cards = column(14);
    var keyed =
        new Keyed<DeviceRow, DeviceCard>(
            cards,
            r -> r.id() + "/" + r.index(),
            r -> new DeviceCard(model, r),
            DeviceCard::update);
    card = new PairingView(pairing, PairingView.Room.NARROW, () -> adding.set(false));
    alone = new PairingView(pairing, PairingView.Room.WIDE, () -> {});
    body = new GridPane(20, 20);
    GridPane.setHgrow(cards, Priority.ALWAYS);
    GridPane.setValignment(card, VPos.TOP);
    body.add(cards, 0, 0);
    GridPane.setConstraints(card, 1, 0);
    body.widthProperty().addListener((o, old, now) -> place(cards, now.doubleValue()));
    empty = new StackPane();
    alone.setMaxWidth(Region.USE_PREF_SIZE);
    StackPane.setAlignment(alone, Pos.TOP_LEFT);
    Node title = label(Texts.of("devices.title"));
    root =
        scroll(
            page(
                (Label) title,
                lead,
                add,
                new Problem("devices-problem", model.problem()),
                body,
                empty));
    model
        .rows()
        .addListener(
            (o, old, now) -> {
              keyed.show(now);
              arrange(now);
            });
    adding.addListener((o, old, now) -> arrange(model.rows().get()));
    pairing.step().addListener((o, old, now) -> arrange(model.rows().get()));
    keyed.show(model.rows().get());
    arrange(model.rows().get());
  }

  /** Beside each other where there is room, else the pairing card first. */
  private void place(Node cards, double width) {
    boolean beside = width >= BESIDE;
    GridPane.setConstraints(cards, 0, beside ? 0 : 1);
    GridPane.setConstraints(card, beside ? 1 : 0, 0);
  }

  public Node root() {
    return root;
  }

  /** Opens the pairing card and makes a code. */
  public void startAdding() {
    adding.set(true);
    if (pairing.step().get() instanceof Step.Idle) {
      pairing.showCode();
    }
  }

  /** Opens the pairing card where a picture or link can be given. */
  public void startScanning() {
    adding.set(true);
    card.scanFirst();
  }

  private void arrange(List<DeviceRow> rows) {
    boolean busy = !(pairing.step().get() instanceof Step.Idle);
    boolean any = !rows.isEmpty();
    present(body, any);
    present(empty, !any);
    // Only one of the two is in the scene: an id must lead to the one that is seen.
    empty.getChildren().setAll(any ? List.of() : List.of(alone));
    boolean shown = any && (adding.get() || busy);
    if (!shown) {
      body.getChildren().remove(card);
    } else if (!body.getChildren().contains(card)) {
      body.getChildren().add(card);
    }
    present(add, any && !adding.get() && !busy);
  }
}
