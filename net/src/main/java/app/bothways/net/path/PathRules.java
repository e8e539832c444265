package app.bothways.net.path;

import app.bothways.net.PathPolicy;
import app.bothways.net.socket.Route;

/** What policies say about ways, for those outside this package. */
public final class PathRules {
  private PathRules() {}

  /** Whether this side's policy lets datagrams go this way. */
  public static boolean allowed(Route route, PathPolicy here) {
    return PathSelector.allowed(route, here, PathPolicy.AUTO);
  }
}
