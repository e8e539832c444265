package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each key has sent, also over several connections. In memory only: a restart of the relay
 * begins anew. Any thread.
 */
final class Usages {
  /** The key that came longest ago is forgotten first: some 20 MB when it is full. */
  private static final int MAX_KEYS = 65_536;

  private final Map<NodeId, Usage> byKey =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Usage> eldest) {
          return size() > MAX_KEYS;
        }
      };

  synchronized Usage of(NodeId key) {
    return byKey.computeIfAbsent(key, _ -> new Usage());
  }
}
