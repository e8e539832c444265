package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.identity.NodeId;

/** A connection that claims that another key was proved. */
class Posing extends PassedOn {
  private final NodeId as;

  Posing(Connection real, NodeId as) {
    super(real);
    this.as = as;
  }

  @Override
  public NodeId remote() {
    return as;
  }
}
