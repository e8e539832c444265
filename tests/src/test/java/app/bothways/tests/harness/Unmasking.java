package app.bothways.tests.harness;

/**
 * One direction of one connection to a relay: passes on the HTTP request as it is, then the frames'
 * payloads without their masks (RFC 6455 sections 5.2 and 5.3).
 */
final class Unmasking {
  private static final byte[] END_OF_REQUEST = {'\r', '\n', '\r', '\n'};
  private static final int LONGEST_HEADER = 14;

  private final Sieve.Strand clear;
  private final byte[] header = new byte[LONGEST_HEADER];
  private final byte[] mask = new byte[4];
  private int matched;
  private boolean request = true;
  private int headerBytes;
  private long payloadLeft;
  private int maskAt;

  Unmasking(Sieve.Strand clear) {
    this.clear = clear;
  }

  void write(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      at = request ? request(bytes, at, length) : frame(bytes, at, length);
    }
  }

  private int request(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && request) {
      byte next = bytes[at++];
      if (next == END_OF_REQUEST[matched]) {
        matched++;
      } else {
        matched = next == '\r' ? 1 : 0;
      }
      request = matched < END_OF_REQUEST.length;
    }
    clear.add(bytes, from, at - from);
    return at;
  }

  private int frame(byte[] bytes, int from, int to) {
    int at = from;
    while (payloadLeft == 0 && at < to) {
      header[headerBytes++] = bytes[at++];
      if (headerBytes >= 2 && headerBytes == headerLength()) {
        begin();
      }
    }
    int n = (int) Math.min(payloadLeft, to - at);
    var plain = new byte[n];
    for (int i = 0; i < n; i++) {
      plain[i] = (byte) (bytes[at + i] ^ mask[maskAt++ & 3]);
    }
    clear.add(plain, 0, n);
    payloadLeft -= n;
    return at + n;
  }

  private int extended() {
    return switch (header[1] & 0x7f) {
      case 126 -> 2;
      case 127 -> 8;
      default -> 0;
    };
  }

  private boolean masked() {
    return (header[1] & 0x80) != 0;
  }

  private int headerLength() {
    return 2 + extended() + (masked() ? 4 : 0);
  }

  private void begin() {
    long length = extended() == 0 ? header[1] & 0x7f : 0;
    for (int i = 0; i < extended(); i++) {
      length = length << 8 | (header[2 + i] & 0xff);
    }
    payloadLeft = length;
    maskAt = 0;
    for (int i = 0; i < 4; i++) {
      mask[i] = masked() ? header[2 + extended() + i] : 0;
    }
    headerBytes = 0;
  }
}
