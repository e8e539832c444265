package app.bothways.pairing;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the QR carries: version, secret session id, node key, home relay. Secret: whoever reads it
 * within five minutes may try to pair; it is never logged. Immutable.
 *
 * <p>The link is {@code BOTHWAYS://PAIR/} and, in base 32 (RFC 4648, no padding): version (1 byte),
 * session id (16), node key (32), length of the relay's URL (1), that URL in ASCII. There is no
 * check sum: the node key is itself checked by TLS, and a wrong session id by the proof. Every code
 * has exactly one upper-case link.
 */
public final class PairingCode {
  /** The first byte of every code that this version writes and reads. */
  static final int VERSION = 1;

  static final int SESSION_LENGTH = 16;

  private static final String PREFIX = "BOTHWAYS://PAIR/";
  private static final int LONGEST_LINK = 1024;
  private static final int FIXED = 1 + SESSION_LENGTH + NodeId.LENGTH + 1;

  private final byte[] session;
  private final NodeId node;
  private final Optional<RelayUrl> relay;

  PairingCode(byte[] session, NodeId node, Optional<RelayUrl> relay) {
    if (session.length != SESSION_LENGTH) {
      throw new IllegalArgumentException("a session id has 16 bytes, not " + session.length);
    }
    this.session = session.clone();
    this.node = node;
    this.relay = relay.filter(url -> url.toString().length() <= 255);
  }

  /**
   * Reads a link {@code BOTHWAYS://PAIR/…}, in any case, with white space around it.
   *
   * @throws IllegalArgumentException with one sentence for people: what is wrong with the text
   */
  public static PairingCode parse(String link) {
    String text = link.strip();
    if (!text.toUpperCase(Locale.ROOT).startsWith(PREFIX)) {
      throw refuse("This is not a Bothways pairing link: it does not begin with " + PREFIX + ".");
    }
    if (text.length() > LONGEST_LINK) {
      throw refuse("This pairing link has something after its end: it is far too long.");
    }
    return read(decode(text.substring(PREFIX.length())));
  }

  private static Base32.Decoded decode(String body) {
    try {
      return Base32.decode(body);
    } catch (IllegalArgumentException foreign) {
      throw refuse("This pairing link is damaged: it holds a character that no code has.");
    }
  }

  private static final String CUT_SHORT = "This pairing link is cut short; copy all of it.";

  private static PairingCode read(Base32.Decoded decoded) {
    byte[] bytes = decoded.bytes();
    if (bytes.length < FIXED) {
      // Before the version: a mere beginning says nothing about what made it.
      throw refuse(CUT_SHORT);
    }
    if (bytes[0] != VERSION) {
      throw refuse(
          "This pairing link has version "
              + (bytes[0] & 0xff)
              + ", which this Bothways does not know; bring both devices up to date.");
    }
    int length = bytes[FIXED - 1] & 0xff;
    if (bytes.length < FIXED + length) {
      throw refuse(CUT_SHORT);
    }
    if (bytes.length > FIXED + length || decoded.leftBits() >= 5) {
      throw refuse("This pairing link has something after its end.");
    }
    if (!decoded.canonical()) {
      throw refuse("This pairing link is damaged: its last character is wrong.");
    }
    return fields(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
  }

  private static PairingCode fields(ByteBuffer in) {
    var session = new byte[SESSION_LENGTH];
    var node = new byte[NodeId.LENGTH];
    in.get(session).get(node);
    var url = new byte[in.get() & 0xff];
    in.get(url);
    return new PairingCode(session, NodeId.of(node), relay(url));
  }

  private static Optional<RelayUrl> relay(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.empty();
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    // Only the one spelling that link() writes: otherwise two links would be the same code.
    return Optional.of(
        RelayUrl.parse(text)
            .filter(url -> url.toString().equals(text))
            .orElseThrow(() -> refuse("This pairing link is damaged: its relay is not a URL.")));
  }

  private static IllegalArgumentException refuse(String sentence) {
    return new IllegalArgumentException(sentence);
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
    byte[] url = relay.map(RelayUrl::toString).orElse("").getBytes(StandardCharsets.US_ASCII);
    byte[] bytes =
        ByteBuffer.allocate(FIXED + url.length)
            .put((byte) VERSION)
            .put(session)
            .put(node.bytes())
            .put((byte) url.length)
            .put(url)
            .array();
    return PREFIX + Base32.encode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PairingCode code
        && MessageDigest.isEqual(session, code.session)
        && node.equals(code.node)
        && relay.equals(code.relay);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(session) ^ node.hashCode();
  }

  /** Does not show the session id. */
  @Override
  public String toString() {
    return "PairingCode of " + node.shortText();
  }
}
