package app.bothways.net.address.lookup;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reading and writing signed records at stores (pkarr: {@code GET} and {@code PUT /pkarr/<z32>}).
 * Every future ends within seconds, with an {@link java.io.IOException} when the store cannot be
 * used; cancelling one ends its connection. Any thread; no call blocks.
 */
public interface RecordStores {
  /** What became of a publication. */
  enum Outcome {
    STORED,
    /** The store has a newer one under the same key. */
    NOT_NEWER,
    TOO_OFTEN,
    /** It is no store, or will not have this. */
    REFUSED
  }

  /** The record, if there is one there and its signature is that of {@code id}. */
  CompletableFuture<Optional<SignedPacket>> get(Relay store, NodeId id);

  CompletableFuture<Outcome> put(Relay store, SignedPacket packet);
}
