package app.bothways.ui.pairing;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.iconButton;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.spring;
import static app.bothways.ui.parts.Parts.styled;
import static app.bothways.ui.parts.Parts.surface;
import static app.bothways.ui.parts.Parts.tile;

import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Texts;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * The steps of {@link PairingModel} as cards. Narrow: one card, code or scan area. Wide: both
 * beside each other, while there is nothing else on the page.
 */
public final class PairingView extends StackPane {
  /** How much room the page leaves. */
  public enum Room {
    NARROW,
    WIDE
  }

  private static final double QR = 228;

  private final PairingModel model;
  private final Room room;
  private final Runnable closed;
  private final ScanPane scan;
  private boolean scanning;

  /**
   * @param closed called when the person leaves: after the end, or by the close button
   */
  public PairingView(PairingModel model, Room room, Runnable closed) {
    this.model = model;
    this.room = room;
    this.closed = closed;
    this.scan = new ScanPane(model, this::showCode);
    setAlignment(Pos.TOP_CENTER);
    setMinWidth(USE_PREF_SIZE);
    model.step().addListener((o, old, now) -> show(now));
    // What was wrong with a picture or link is told beside the place that takes another.
    model
        .problem()
        .addListener(
            (o, old, now) -> {
              if (!now.isEmpty()) {
                scanFirst();
              }
            });
    show(model.step().get());
  }

  /** Begins with reading the other device's code instead of showing one. */
  public void scanFirst() {
    scanning = true;
    show(model.step().get());
  }

  private void showCode() {
    scanning = false;
    show(model.step().get());
  }

  private void show(Step step) {
    Node content =
        switch (step) {
          case Step.Idle idle -> choose(codeCard(new Step.Idle()));
          case Step.Preparing preparing -> choose(codeCard(preparing));
          case Step.Showing showing -> choose(codeCard(showing));
          case Step.Joining joining -> busyCard(Texts.of("pairing.joining"));
          case Step.Confirming confirming -> confirmCard(confirming);
          case Step.Waiting waiting -> busyCard(Texts.of("pairing.waiting", waiting.name()));
          case Step.Paired paired -> pairedCard(paired);
          case Step.Failed failed -> failedCard(failed);
        };
    getChildren().setAll(content);
  }

  private Node choose(Node code) {
    if (room == Room.WIDE) {
      scan.narrow(false);
      HBox both = new HBox(20, code, scan);
      both.setAlignment(Pos.TOP_CENTER);
      return both;
    }
    scan.narrow(true);
    return scanning ? scan : code;
  }

  private Node codeCard(Step step) {
    Label time = label("", "hint");
    time.setId("pair-countdown");
    time.textProperty()
        .bind(
            javafx.beans.binding.Bindings.createStringBinding(
                () -> {
                  String left = model.countdown().get();
                  return left.isEmpty() ? "" : Texts.of("pairing.expires-in", left);
                },
                model.countdown()));
    HBox head = row(8, label(Texts.of("pairing.title"), "h3"), spring(), time);
    if (room == Room.NARROW) {
      head.getChildren()
          .add(iconButton("pair-close", Texts.of("pairing.close"), "fth-x", this::leave));
    }
    VBox card = card(head);
    if (step instanceof Step.Showing showing) {
      QrNode qr = new QrNode(model.codes().draw(showing.link()), QR);
      qr.setId("pair-qr");
      qr.setUserData(showing.link());
      card.getChildren().addAll(qr, prose(Texts.of("pairing.scan-this"), "hint", "centred"));
      card.getChildren()
          .add(
              button(
                  "pair-link",
                  Texts.of("pairing.copy-link"),
                  "fth-copy",
                  () -> Problem.copy(showing.link())));
    } else {
      card.getChildren()
          .addAll(emptyCode(step), prose(Texts.of("pairing.why-code"), "hint", "centred"));
    }
    if (room == Room.NARROW) {
      card.getChildren()
          .add(
              button(
                  "pair-scan", Texts.of("pairing.scan-instead"), "fth-maximize", this::scanFirst));
    }
    return card;
  }

  private Node emptyCode(Step step) {
    StackPane empty = styled(new StackPane(), "qr", "qr-empty");
    empty.setMinSize(QR, QR);
    empty.setMaxSize(QR, QR);
    if (step instanceof Step.Preparing) {
      ProgressIndicator wheel = new ProgressIndicator();
      wheel.setMaxSize(40, 40);
      empty.getChildren().add(wheel);
    } else {
      empty
          .getChildren()
          .add(accent(button("pair-show", Texts.of("pairing.show-code"), "", model::showCode)));
    }
    return empty;
  }

  private Node confirmCard(Step.Confirming step) {
    Label digits = label(step.digits().replaceFirst("(\\d{3})(\\d{3})", "$1 $2"), "digits");
    digits.setId("pair-digits");
    digits.setMinWidth(USE_PREF_SIZE);
    Label name = prose(step.name(), "strong", "centred");
    name.setId("pair-name");
    Node no = button("confirm-no-match", Texts.of("pairing.no-match"), "", model::reject);
    Node yes =
        accent(button("confirm-match", Texts.of("pairing.match"), "fth-check", model::confirm));
    VBox who = column(2, name);
    who.setAlignment(Pos.CENTER);
    if (!step.system().isBlank()) {
      who.getChildren().add(prose(step.system(), "hint", "centred"));
    }
    who.getChildren().add(prose(Texts.each("pairing.way", step.way()), "hint", "centred"));
    VBox answers = column(8, yes, no);
    answers.setAlignment(Pos.CENTER);
    answers.setFillWidth(true);
    ((javafx.scene.control.Button) yes).setMaxWidth(Double.MAX_VALUE);
    ((javafx.scene.control.Button) no).setMaxWidth(Double.MAX_VALUE);
    return card(
        label(Texts.of("pairing.confirm-title"), "h3"),
        who,
        digits,
        prose(Texts.of("pairing.confirm-lead"), "hint", "centred"),
        answers);
  }

  private Node busyCard(String text) {
    ProgressIndicator wheel = new ProgressIndicator();
    wheel.setMaxSize(44, 44);
    wheel.setAccessibleText(text);
    return card(
        label(Texts.of("pairing.title"), "h3"),
        wheel,
        prose(text, "lead", "centred"),
        button("pair-cancel", Texts.of("common.cancel"), "", this::leave));
  }

  private Node pairedCard(Step.Paired step) {
    Label title = prose(Texts.of("pairing.paired", step.name()), "h3", "centred");
    title.setId("pair-done");
    return card(
        tile("fth-check"),
        title,
        prose(Texts.of("pairing.paired-lead"), "hint", "centred"),
        accent(button("pair-finish", Texts.of("pairing.finish"), "", this::leave)));
  }

  private Node failedCard(Step.Failed step) {
    Label title = prose(Texts.each("pairing.failed", step.reason()), "h3", "centred");
    title.setId("pair-failed");
    return card(
        tile("fth-alert-triangle", "warn"),
        title,
        prose(Texts.each("pairing.failed-next", step.reason()), "hint", "centred"),
        accent(button("pair-again", Texts.of("pairing.again"), "", model::showCode)),
        button("pair-leave", Texts.of("pairing.close"), "", this::leave));
  }

  /** Uses what is on the clipboard, a picture or a text: Ctrl+V anywhere in the window. */
  public static void paste(PairingModel model) {
    ScanPane.paste(model);
  }

  private void leave() {
    scanning = false;
    model.reset();
    closed.run();
  }

  private static VBox card(Node... nodes) {
    VBox card = surface(nodes);
    card.getStyleClass().add("pair-card");
    card.setMaxHeight(USE_PREF_SIZE);
    return card;
  }
}
