package app.bothways.app.cli;

import app.bothways.app.FakeApp;
import java.io.ByteArrayOutputStream;

/** A pairing link that is well formed: version 1, a session, a node key, no relay. */
final class SampleLink {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private SampleLink() {}

  static String link() {
    var bytes = new ByteArrayOutputStream();
    bytes.write(1);
    bytes.writeBytes(new byte[16]);
    bytes.writeBytes(FakeApp.OTHER.bytes());
    bytes.write(0);
    var text = new StringBuilder("BOTHWAYS://PAIR/");
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes.toByteArray()) {
      buffer = (buffer << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt((buffer >> bits) & 31));
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }
}
