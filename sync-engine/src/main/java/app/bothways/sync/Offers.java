package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.exchange.Control;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What other devices want to share and nobody has answered yet. Guarded by itself. */
final class Offers {
  private static final int MOST = 200;

  private final Map<String, FolderOffer> open = new LinkedHashMap<>();

  synchronized List<FolderOffer> all() {
    return List.copyOf(open.values());
  }

  /**
   * @param text the beginning of an offer's id, or the whole id of its folder
   */
  synchronized FolderOffer known(String text) throws RefusedException {
    List<FolderOffer> found =
        open.values().stream()
            .filter(o -> o.offer().startsWith(text) || o.folder().text().equals(text))
            .toList();
    if (text.isEmpty() || found.size() != 1) {
      throw new RefusedException(Refusal.NO_SUCH_OFFER, "There is no offer '" + text + "'.");
    }
    return found.getFirst();
  }

  /** False when there are too many already. */
  synchronized boolean add(NodeId from, Control.Offer offer) {
    String id = offer.folder().text().substring(0, 8) + "-" + from.shortText().substring(0, 4);
    if (open.size() >= MOST && !open.containsKey(id)) {
      return false;
    }
    open.put(
        id,
        new FolderOffer(
            id, offer.folder(), offer.name(), from, offer.mode(), offer.files(), offer.bytes()));
    return true;
  }

  synchronized void remove(FolderOffer offer) {
    open.remove(offer.offer());
  }

  /** Whether there was one. */
  synchronized boolean withdrawn(FolderId folder, NodeId from) {
    return open.values().removeIf(o -> o.folder().equals(folder) && o.from().equals(from));
  }

  /** Whether there was one. */
  synchronized boolean forget(NodeId from) {
    return open.values().removeIf(o -> o.from().equals(from));
  }
}
