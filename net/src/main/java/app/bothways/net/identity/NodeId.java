package app.bothways.net.identity;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The 32-byte Ed25519 public key (RFC 8032) by which a node is known and dialled. Immutable;
 * ordered as unsigned bytes, so that two nodes agree which of them is the lesser.
 */
public final class NodeId implements Comparable<NodeId> {
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private NodeId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws IllegalArgumentException unless {@code bytes} has 32 elements
   */
  public static NodeId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a node id has 32 bytes, not " + bytes.length);
    }
    return new NodeId(bytes.clone());
  }

  /** Reads the 52 z-base-32 characters that {@link #toString} writes; empty for anything else. */
  public static Optional<NodeId> parse(String text) {
    try {
      return Optional.of(new NodeId(ZBase32.decode(text, LENGTH)));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The first ten characters: enough for a person to tell devices apart, not an identity. */
  public String shortText() {
    return toString().substring(0, 10);
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(NodeId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** z-base-32, 52 characters. */
  @Override
  public String toString() {
    return ZBase32.encode(bytes);
  }
}
