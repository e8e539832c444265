package app.bothways.net.address.lookup;

import app.bothways.net.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Eight bytes that those who may find a node know, as the sixteen hex digits of an announcement.
 */
record Tag(String hex) {
  static final int LENGTH = 8;

  private static final String NODE_LABEL = "bothways/mdns/node";

  /**
   * @throws IllegalArgumentException unless there are eight bytes
   */
  static Tag of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a tag has 8 bytes, not " + bytes.length);
    }
    return new Tag(HexFormat.of().formatHex(bytes));
  }

  /** Reads what a stranger announces. */
  static Optional<Tag> parse(String text) {
    return text.matches("[0-9a-f]{16}") ? Optional.of(new Tag(text)) : Optional.empty();
  }

  /**
   * What {@code node} announces for those who know its key; others cannot compute the key from it.
   */
  static Tag ofNode(NodeId node) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(NODE_LABEL.getBytes(StandardCharsets.US_ASCII));
      return of(Arrays.copyOf(digest.digest(node.bytes()), LENGTH));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }
}
