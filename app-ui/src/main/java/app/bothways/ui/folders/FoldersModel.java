package app.bothways.ui.folders;

import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderOffer;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the Folders screen shows and does. Properties change on the FX thread. */
public final class FoldersModel {
  private final Live live;
  private final Path root;
  private final Map<String, Path> locations = new HashMap<>();
  private final ObjectProperty<List<FolderRow>> rows = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<List<OfferRow>> offers = new SimpleObjectProperty<>(List.of());
  private final StringProperty lead = new SimpleStringProperty("");
  private final StringProperty problem = new SimpleStringProperty("");
  private final Consumer<String> opener;
  private Optional<Snapshot> latest = Optional.empty();

  /**
   * @param root below which offered folders go unless the person says otherwise
   * @param opener opens the page of a folder, by its id
   */
  public FoldersModel(Live live, Path root, Consumer<String> opener) {
    this.live = live;
    this.opener = opener;
    this.root = root;
    live.each(this::show);
  }

  public ObjectProperty<List<FolderRow>> rows() {
    return rows;
  }

  public ObjectProperty<List<OfferRow>> offers() {
    return offers;
  }

  public StringProperty lead() {
    return lead;
  }

  public StringProperty problem() {
    return problem;
  }

  /** Shows the inside of a folder. */
  public void open(String folder) {
    opener.accept(folder);
  }

  /** Makes a directory a folder, named as the directory is. */
  public void add(Path directory) {
    live.ask(app -> app.addFolder(directory, Optional.empty()), problem::set);
  }

  public void share(String folder, String device) {
    live.ask(app -> app.shareFolder(folder, device, FolderMode.TWO_WAY), problem::set);
  }

  public void scan(String folder) {
    live.ask(app -> app.scanFolder(folder), problem::set);
  }

  public void pause(String folder) {
    live.ask(app -> app.pauseFolder(folder), problem::set);
  }

  public void resume(String folder) {
    live.ask(app -> app.resumeFolder(folder), problem::set);
  }

  public void stopSharing(String folder) {
    live.ask(app -> app.removeFolder(folder), problem::set);
  }

  /** Takes the offer into the location its card shows. */
  public void accept(OfferRow offer) {
    live.ask(
        app -> app.acceptOffer(offer.offer(), offer.location(), Optional.empty()), problem::set);
  }

  public void decline(OfferRow offer) {
    live.ask(app -> app.declineOffer(offer.offer()), problem::set);
  }

  /** Another place for an offered folder. */
  public void place(OfferRow offer, Path directory) {
    locations.put(offer.offer(), directory);
    latest.ifPresent(this::show);
  }

  private void show(Snapshot now) {
    latest = Optional.of(now);
    List<FolderRow> folders = new ArrayList<>();
    now.folders().forEach(f -> folders.add(FolderRows.row(f, folders.size(), now)));
    rows.set(List.copyOf(folders));
    List<OfferRow> offered = new ArrayList<>();
    now.offers().forEach(o -> offered.add(offer(o, offered.size(), now)));
    offers.set(List.copyOf(offered));
    locations
        .keySet()
        .retainAll(now.offers().stream().map(FolderOffer::offer).collect(Collectors.toSet()));
    long devices =
        now.folders().stream()
            .flatMap(f -> f.members().stream())
            .map(m -> m.id())
            .distinct()
            .count();
    lead.set(
        folders.isEmpty()
            ? Texts.of("folders.lead-empty")
            : Texts.of("folders.lead", folders.size(), devices));
  }

  private OfferRow offer(FolderOffer o, int index, Snapshot now) {
    Path location = locations.computeIfAbsent(o.offer(), k -> Location.below(root, o.name()));
    return new OfferRow(
        o.offer(),
        index,
        Texts.of("folders.offer-title", now.nameOf(o.from()), o.name()),
        Texts.of("folders.offer-detail", o.files(), Format.bytes(o.bytes())),
        location);
  }
}
