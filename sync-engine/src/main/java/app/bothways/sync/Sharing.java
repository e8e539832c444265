package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Event;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.exchange.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How a folder comes to be shared: what this device offers others, and what others offer it. Except
 * for {@link #offers} to be called under the engine's lock only.
 */
final class Sharing {
  private final Supplier<Places> places;
  private final FolderStore store;
  private final OpenFolders folders;
  private final Sessions sessions;
  private final Consumer<SyncEvent> tell;
  private final Offers offers = new Offers();

  Sharing(
      Supplier<Places> places,
      FolderStore store,
      OpenFolders folders,
      Sessions sessions,
      Consumer<SyncEvent> tell) {
    this.places = places;
    this.store = store;
    this.folders = folders;
    this.sessions = sessions;
    this.tell = tell;
  }

  // ---- what this device offers ---------------------------------------------------------------

  void share(FolderId id, NodeId device, FolderMode mode) {
    join(id, device, mode);
    sessions.current(device).ifPresent(s -> offer(s, id));
  }

  private void join(FolderId id, NodeId device, FolderMode offered) {
    store.member(id, device, offered);
    Set<NodeId> members = store.folder(id).map(FolderStore.Folder::members).orElse(Set.of());
    folders
        .running(id)
        .ifPresent(
            f -> {
              boolean isNew = !f.members().contains(device);
              f.members(members);
              if (isNew && sessions.current(device).isPresent()) {
                f.post(new Event.Up(device));
              }
            });
    tell.accept(new SyncEvent.FolderChanged(id));
  }

  void offer(Session session, FolderId id) {
    folders
        .running(id)
        .ifPresent(
            f -> {
              FolderStatus.Totals t = f.look().totals();
              FolderMode mode =
                  store
                      .folder(id)
                      .map(s -> s.offered().get(session.device()))
                      .orElse(FolderMode.TWO_WAY);
              session.send(new Control.Offer(id, f.folder().name(), mode, t.files(), t.bytes()));
            });
  }

  // ---- what others offer ---------------------------------------------------------------------

  List<FolderOffer> offers() {
    return offers.all();
  }

  FolderId accept(String offer, Path directory, Optional<FolderMode> mode) throws RefusedException {
    FolderOffer known = offers.known(offer);
    Optional<FolderStore.Folder> here = store.folder(known.folder());
    Places free = places.get();
    if (here.isPresent() && !here.get().path().equals(free.plain(directory))) {
      throw new RefusedException(
          Refusal.ALREADY_HERE, "This folder is here already, at " + here.get().path() + ".");
    }
    if (here.isEmpty()) {
      clear(known.folder());
      Path real = free.existingOrNew(directory);
      free.create(real, known.folder());
      store.add(known.folder(), known.name(), real);
      store.mode(known.folder(), mode.orElse(known.mode()));
      store.member(known.folder(), known.from(), FolderMode.TWO_WAY);
      folders.open(known.folder());
    } else {
      join(known.folder(), known.from(), FolderMode.TWO_WAY);
    }
    offers.remove(known);
    tell.accept(new SyncEvent.OffersChanged());
    return known.folder();
  }

  private void clear(FolderId folder) throws RefusedException {
    try {
      folders.clear(folder);
    } catch (IOException e) {
      throw new RefusedException(
          Refusal.DISK,
          "This folder was here before, and what is left of it cannot be deleted: "
              + e.getMessage()
              + ". Close whatever uses it, or delete it yourself.");
    }
  }

  void decline(String offer) throws RefusedException {
    FolderOffer known = offers.known(offer);
    store.declined(known.folder(), known.from());
    offers.remove(known);
    sessions.current(known.from()).ifPresent(s -> s.send(new Control.NoOffer(known.folder())));
    tell.accept(new SyncEvent.OffersChanged());
  }

  void offered(NodeId from, Control.Offer offer) {
    boolean here =
        folders.running(offer.folder()).filter(f -> f.members().contains(from)).isPresent();
    if (!here && !store.isDeclined(offer.folder(), from) && offers.add(from, offer)) {
      tell.accept(new SyncEvent.OffersChanged());
    }
  }

  void withdrawn(NodeId from, FolderId folder) {
    if (offers.withdrawn(folder, from)) {
      tell.accept(new SyncEvent.OffersChanged());
    }
  }

  void forget(NodeId device) {
    if (offers.forget(device)) {
      tell.accept(new SyncEvent.OffersChanged());
    }
  }
}
