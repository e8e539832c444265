package app.bothways.sync.model;

import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 (FIPS 180-4) of a file's whole content. */
public final class ContentId {
  public static final int LENGTH = 32;

  private final byte[] hash;

  private ContentId(byte[] hash) {
    this.hash = hash;
  }

  /**
   * @throws IllegalArgumentException unless {@code hash} has 32 bytes
   */
  public static ContentId of(byte[] hash) {
    if (hash.length != LENGTH) {
      throw new IllegalArgumentException("a content id has 32 bytes, not " + hash.length);
    }
    return new ContentId(hash.clone());
  }

  public byte[] bytes() {
    return hash.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentId id && Arrays.equals(hash, id.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** 64 hex digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(hash);
  }
}
