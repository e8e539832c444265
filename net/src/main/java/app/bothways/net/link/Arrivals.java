package app.bothways.net.link;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView.State;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a relay has just become connected. It is told of with every ping as well, which is no news
 * for a device that is switched off, and would undo the back-off of its link. Any thread.
 */
final class Arrivals {
  private final Map<RelayUrl, State> states = new ConcurrentHashMap<>();

  /** Whether {@code relay}, which is in {@code state} now, was not connected before. */
  boolean isOne(RelayUrl relay, State state) {
    return states.put(relay, state) != State.CONNECTED && state == State.CONNECTED;
  }
}
