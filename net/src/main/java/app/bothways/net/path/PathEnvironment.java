package app.bothways.net.path;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.PathView;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Wire;
import java.net.InetSocketAddress;

/** What the paths to a peer need from the node around them. Called on the event loop. */
public interface PathEnvironment {
  Wire wire();

  /** Nanoseconds of a clock that never goes back. */
  long now();

  /**
   * Bytes of the largest datagram that this node's socket sends in one piece or not at all; {@link
   * PathSize#BASE} where the system might cut larger ones up. Always the same.
   */
  int largest();

  /** True when a peer may send us probes to such an address and we may probe it. */
  boolean reachable(InetSocketAddress candidate);

  /** Whether this node keeps a connection to {@code relay} already. */
  boolean relayAtHand(RelayUrl relay);

  /** A relay on which a peer can be found: connects to it unless that has been done. */
  void relayWanted(RelayUrl relay);

  /**
   * What was sent by a relay stays without answer: do the connections to relays live? All are
   * meant, since the peer may answer by another one than it was asked by.
   */
  void relaysDoubtful();

  /** Datagrams to {@code peer} now go another way. */
  void pathChanged(NodeId peer, PathView from, PathView to, Why why);

  /** Whether the person of this node knows {@code peer}; everybody else is a stranger. */
  boolean known(NodeId peer);

  /** {@code peer}, no stranger, saw our probe come from {@code self}. */
  void observed(NodeId peer, InetSocketAddress self);

  /** What the network does to this node's datagrams. */
  NatKind nat();

  /**
   * Has {@code peer} try its ways to us at the same time as we try ours to it: a NAT lets in only
   * whom it saw being sent to.
   */
  void punchTogether(NodeId peer);

  /** What may be spent on guessing ports. */
  HuntBudget hunts();

  /** Tells {@code peer} that this side knocks from many sockets, so that it guesses at them. */
  void knocking(NodeId peer);
}
