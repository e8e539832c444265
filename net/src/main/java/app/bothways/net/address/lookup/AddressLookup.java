package app.bothways.net.address.lookup;

import app.bothways.net.Subscription;
import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import java.time.Duration;

/**
 * One kind of place to ask where a node is. What comes back is a claim; dialling proves the key.
 * Implementations bound the size and the number of what they take in; who asks bounds the time by
 * {@link #patience}. Any thread may call; no call blocks.
 */
public interface AddressLookup {
  /** Takes what is found, by any thread, also while {@link AddressLookup#search} still runs. */
  interface Answers {
    /** One answer; there may be several, the later not better than the earlier. */
    void found(NodeAddr address);

    /** Nothing more will come. Never called by a source that keeps listening. */
    void over();
  }

  FoundBy kind();

  /** After so long without an end, a dial that waits for nothing else gives up. */
  Duration patience();

  /**
   * Starts asking.
   *
   * @param known the node and where it was last known to be: whom to ask may depend on that
   * @return ends the search; after that no call of {@code answers} begins
   */
  Subscription search(NodeAddr known, Answers answers);
}
