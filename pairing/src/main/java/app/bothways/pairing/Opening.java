package app.bothways.pairing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What one side commits to and later opens: a fresh nonce and what it says of itself. Kept as the
 * bytes that were sent, so that both sides hash the same ones whatever cleaning does to the text.
 */
record Opening(byte[] nonce, byte[] info) {
  static final int NONCE = 32;

  /** Two texts of at most 64 code points. */
  static final int LONGEST_INFO = 2 * (2 + 64 * 4);

  static Opening fresh(DeviceInfo device, SecureRandom random) {
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] name = device.name().getBytes(StandardCharsets.UTF_8);
    byte[] system = device.system().getBytes(StandardCharsets.UTF_8);
    ByteBuffer info = ByteBuffer.allocate(4 + name.length + system.length);
    info.putShort((short) name.length).put(name).putShort((short) system.length).put(system);
    return new Opening(nonce, info.array());
  }

  /**
   * @throws IllegalArgumentException when the bytes are not two UTF-8 texts
   */
  DeviceInfo device() {
    ByteBuffer in = ByteBuffer.wrap(info);
    var device = new DeviceInfo(text(in), text(in));
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("bytes after the device's system");
    }
    return device;
  }

  private static String text(ByteBuffer in) {
    int length = in.remaining() < 2 ? -1 : in.getShort() & 0xffff;
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a text is cut short");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(in.slice(in.position(), length)).toString();
      in.position(in.position() + length);
      return text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text is not UTF-8", e);
    }
  }

  /** Nonce and info as one. */
  byte[] bytes() {
    byte[] all = Arrays.copyOf(nonce, nonce.length + info.length);
    System.arraycopy(info, 0, all, nonce.length, info.length);
    return all;
  }
}
