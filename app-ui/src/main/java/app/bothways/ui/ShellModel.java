package app.bothways.ui;

import app.bothways.app.Overall;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.State;
import app.bothways.ui.parts.Badge.Kind;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;

/** What the frame around the screens shows: which screen, and one line that is always true. */
final class ShellModel {
  enum Screen {
    FOLDERS,
    DEVICES,
    NETWORK,
    SETTINGS
  }

  /** The state of everything: a tone, a title, a line below. */
  record Status(Kind kind, String title, String hint) {}

  private final ObjectProperty<Screen> screen = new SimpleObjectProperty<>(Screen.FOLDERS);
  private final ObjectProperty<Status> status =
      new SimpleObjectProperty<>(new Status(Kind.MUTED, Texts.of("status.starting"), ""));
  private final IntegerProperty offers = new SimpleIntegerProperty(0);

  ShellModel(Live live) {
    live.each(
        now -> {
          status.set(status(now));
          offers.set(now.offers().size());
        });
  }

  ObjectProperty<Screen> screen() {
    return screen;
  }

  ObjectProperty<Status> status() {
    return status;
  }

  /** How many offers wait for an answer. */
  IntegerProperty offers() {
    return offers;
  }

  static Status status(Snapshot now) {
    Status worst = worst(now);
    return new Status(worst.kind(), worst.title(), links(now));
  }

  /** The first that is true of anything, from what needs a person to what needs nothing. */
  private static Status worst(Snapshot now) {
    List<FolderStatus> folders = now.folders();
    boolean errors =
        folders.stream().anyMatch(f -> f.state() == State.ERROR || !f.errors().isEmpty());
    if (errors || now.status().overall() == Overall.ATTENTION) {
      return new Status(Kind.WARN, Texts.of("status.attention"), "");
    }
    if (any(folders, State.SYNCING)) {
      return new Status(Kind.INFO, Texts.of("status.syncing"), "");
    }
    if (any(folders, State.SCANNING)) {
      return new Status(Kind.INFO, Texts.of("status.scanning"), "");
    }
    if (folders.isEmpty()) {
      return new Status(Kind.MUTED, Texts.of("status.no-folders"), "");
    }
    if (any(folders, State.WAITING)) {
      return new Status(Kind.MUTED, Texts.of("status.waiting"), "");
    }
    if (folders.stream().allMatch(f -> f.state() == State.PAUSED)) {
      return new Status(Kind.MUTED, Texts.of("status.paused"), "");
    }
    if (now.connected() == 0) {
      // In sync with whom? Nobody can tell while no device answers.
      return new Status(Kind.MUTED, Texts.of("status.alone"), "");
    }
    return any(folders, State.PAUSED)
        ? new Status(Kind.OK, Texts.of("status.up-to-date-some"), "")
        : new Status(Kind.OK, Texts.of("status.up-to-date"), "");
  }

  private static boolean any(List<FolderStatus> folders, State state) {
    return folders.stream().anyMatch(f -> f.state() == state);
  }

  private static String links(Snapshot now) {
    if (now.devices().isEmpty()) {
      return Texts.of("status.no-devices");
    }
    if (now.connected() == 0) {
      return Texts.of("status.none-connected");
    }
    long direct = now.count(LinkState.DIRECT);
    long relayed = now.count(LinkState.RELAYED);
    if (relayed == 0) {
      return Texts.of("status.direct", direct);
    }
    return direct == 0
        ? Texts.of("status.relayed", relayed)
        : Texts.of("status.links", direct, relayed);
  }
}
