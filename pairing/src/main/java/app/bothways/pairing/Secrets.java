package app.bothways.pairing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is derived from a session id by HMAC-SHA-256 (RFC 2104): one key for each purpose, so that
 * what is kept after the end of a code serves one purpose only.
 */
record Secrets(byte[] mdnsTag, byte[] joinerKey, byte[] showerKey, byte[] digitsKey) {
  static Secrets of(byte[] session) {
    return new Secrets(
        Arrays.copyOf(hmac(session, ascii("mdns")), 8),
        hmac(session, ascii("bothways/pair/1 proof of the joiner")),
        hmac(session, ascii("bothways/pair/1 proof of the shower")),
        hmac(session, ascii("bothways/pair/1 sas")));
  }

  byte[] joinerProof(byte[] transcript) {
    return hmac(joinerKey, transcript);
  }

  byte[] showerProof(byte[] transcript) {
    return hmac(showerKey, transcript);
  }

  /** Six digits for two people to compare. */
  String digits(byte[] transcript) {
    long number = ByteBuffer.wrap(hmac(digitsKey, transcript)).getLong() >>> 1;
    return String.format(Locale.ROOT, "%06d", number % 1_000_000);
  }

  /** In constant time. */
  static boolean proves(byte[] joinerKey, byte[] transcript, byte[] proof) {
    return MessageDigest.isEqual(hmac(joinerKey, transcript), proof);
  }

  /** Overwrites all but the tag and the key that tells a late joiner what became of the code. */
  void wipe() {
    Arrays.fill(showerKey, (byte) 0);
    Arrays.fill(digitsKey, (byte) 0);
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
