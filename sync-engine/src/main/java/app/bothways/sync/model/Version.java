package app.bothways.sync.model;

import app.bothways.sync.model.VersionVector.Order;

/**
 * Which version of an entry this is.
 *
 * <p>Three clocks that no real time has mark versions that this device keeps to itself: what was
 * changed on a device that only receives. Their vector is that of the version they were made from.
 *
 * @param hlc hybrid logical clock (Kulkarni et al., 2014): milliseconds since 1970 shifted left by
 *     16, plus a counter; never less than any that was seen before
 * @param actor who made it
 */
public record Version(VersionVector vector, long hlc, long actor) {
  /** Changed here, from a version that others know. */
  public static final long LOCAL_CHANGE = 1;

  /** Came into being here; nobody else knows the name. */
  public static final long LOCAL_NEW = 2;

  /** Changed here, but the person wants what others have. */
  public static final long YIELDING = 3;

  /** Of what nobody did: made from nothing, it yields to whatever others have. */
  public static Version nobodys(long actor) {
    return new Version(VersionVector.EMPTY, YIELDING, actor);
  }

  /** Whether whoever made this had seen that one, or it is the same. */
  public boolean contains(Version other) {
    Order order = other.vector.compare(vector);
    return order == Order.EQUAL || order == Order.BEFORE;
  }

  /** Whether this is never told to others. */
  public boolean isLocal() {
    return hlc >= LOCAL_CHANGE && hlc <= YIELDING;
  }

  public Version localAs(long mark) {
    return new Version(vector, mark, actor);
  }
}
