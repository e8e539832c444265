package app.bothways.pairing;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.util.Optional;

/**
 * What the QR carries: version, secret session id, node key, home relay. Secret: whoever reads it
 * within five minutes may try to pair; it is never logged.
 */
public final class PairingCode {
  private final byte[] session;
  private final NodeId node;
  private final Optional<RelayUrl> relay;

  PairingCode(byte[] session, NodeId node, Optional<RelayUrl> relay) {
    this.session = session.clone();
    this.node = node;
    this.relay = relay;
  }

  /**
   * Reads a link {@code BOTHWAYS://PAIR/…}, in any case, with white space around it.
   *
   * @throws IllegalArgumentException with one sentence for people: what is wrong with the text
   */
  public static PairingCode parse(String link) {
    throw new IllegalStateException("to be built by the pairing room");
  }

  byte[] session() {
    return session.clone();
  }

  public NodeId node() {
    return node;
  }

  public Optional<RelayUrl> relay() {
    return relay;
  }

  /** The link, upper case, fit for a QR code's alphanumeric mode. */
  public String link() {
    throw new IllegalStateException("to be built by the pairing room");
  }

  /** Does not show the session id. */
  @Override
  public String toString() {
    return "PairingCode of " + node.shortText();
  }
}
