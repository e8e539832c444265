package app.bothways.net.link;

import app.bothways.net.identity.NodeId;
import java.time.Duration;

/** Which of two connections between the same two nodes stays. Pure; both nodes come to the same. */
final class Duplicates {
  /**
   * Longer than any dial takes. A node that dials although a connection has stood for so long has
   * lost that connection without the other's noticing.
   */
  static final Duration SIMULTANEOUS = Duration.ofSeconds(20);

  enum Stays {
    OLD,
    NEW
  }

  private Duplicates() {}

  /**
   * @param oldDialler who dialled the connection that is there
   * @param oldAge for how long it has been there
   */
  static Stays choose(NodeId oldDialler, Duration oldAge, NodeId newDialler) {
    boolean lost = oldAge.compareTo(SIMULTANEOUS) > 0;
    if (oldDialler.equals(newDialler) || lost) {
      return Stays.NEW;
    }
    return newDialler.compareTo(oldDialler) < 0 ? Stays.NEW : Stays.OLD;
  }
}
