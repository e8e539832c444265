package app.bothways.net.path;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * By which a node recognises the probes of one peer: a public name, sent with each probe, and the
 * key of its integrity code. Handed over inside the encrypted connection only.
 */
public final class ProbeSecret {
  public static final int NAME_LENGTH = 8;
  public static final int KEY_LENGTH = 32;

  private final byte[] name;
  private final byte[] key;

  /**
   * @throws IllegalArgumentException unless the name has 8 bytes and the key 32
   */
  public ProbeSecret(byte[] name, byte[] key) {
    if (name.length != NAME_LENGTH || key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("a probe secret has 8 and 32 bytes");
    }
    this.name = name.clone();
    this.key = key.clone();
  }

  public static ProbeSecret random(SecureRandom random) {
    var name = new byte[NAME_LENGTH];
    var key = new byte[KEY_LENGTH];
    random.nextBytes(name);
    random.nextBytes(key);
    return new ProbeSecret(name, key);
  }

  public byte[] name() {
    return name.clone();
  }

  public byte[] key() {
    return key.clone();
  }

  /** The name as a map key. */
  public String nameText() {
    return HexFormat.of().formatHex(name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProbeSecret s
        && Arrays.equals(name, s.name)
        && Arrays.equals(key, s.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "ProbeSecret[" + nameText() + "]";
  }
}
