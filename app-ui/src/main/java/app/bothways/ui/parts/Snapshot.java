package app.bothways.ui.parts;

import app.bothways.app.App;
import app.bothways.app.DeviceView;
import app.bothways.app.StatusView;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.NetworkView;
import app.bothways.net.report.PeerView;
import app.bothways.sync.FolderOffer;
import app.bothways.sync.FolderStatus;
import java.time.Instant;
import java.util.List;

/**
 * All that the screens show, read at one moment, so that no two of them contradict each other.
 *
 * @param at when it was read
 */
public record Snapshot(
    Instant at,
    StatusView status,
    List<DeviceView> devices,
    List<FolderStatus> folders,
    List<FolderOffer> offers,
    NetworkView network) {
  public Snapshot {
    devices = List.copyOf(devices);
    folders = List.copyOf(folders);
    offers = List.copyOf(offers);
  }

  static Snapshot read(App app, Instant now) {
    return new Snapshot(
        now, app.status(), app.devices(), app.folders(), app.offers(), app.network());
  }

  public long count(PeerView.LinkState link) {
    return devices.stream().filter(d -> d.link().link() == link).count();
  }

  public int connected() {
    return (int) (count(PeerView.LinkState.DIRECT) + count(PeerView.LinkState.RELAYED));
  }

  /** The name of a paired device; a short form of the id for one that is not (or no longer). */
  public String nameOf(NodeId id) {
    return devices.stream()
        .filter(d -> d.device().id().equals(id))
        .map(d -> d.device().name())
        .findFirst()
        .orElseGet(id::shortText);
  }
}
