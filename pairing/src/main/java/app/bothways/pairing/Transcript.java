package app.bothways.pairing;

import app.bothways.net.identity.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What both sides hash so that a proof and the digits fit this conversation only: protocol version,
 * the node keys as the connection proved them, and both openings.
 *
 * <p>Both sides commit before either opens. So neither can choose its nonce or name after seeing
 * the other's, which is what steering six digits would need. And the showing side tells its name to
 * nobody who has not proved to know the code.
 */
final class Transcript {
  private static final String LABEL = "bothways/pair/1 ";

  private Transcript() {}

  static byte[] commitment(Opening opening) {
    return hash("commitment", opening.nonce(), opening.info());
  }

  /** Up to the joiner's proof, which goes over this. */
  static byte[] joined(int version, Parties parties, byte[] showersCommitment, Opening joiner) {
    return hash(
        "joined",
        new byte[] {(byte) version},
        parties.shower().bytes(),
        parties.joiner().bytes(),
        showersCommitment,
        joiner.nonce(),
        joiner.info());
  }

  /** All of it; the showing side's proof and the digits go over this. */
  static byte[] whole(byte[] joined, Opening shower) {
    return hash("whole", joined, shower.nonce(), shower.info());
  }

  /** The two devices by the keys that TLS proved, never by what a message says. */
  record Parties(NodeId shower, NodeId joiner) {}

  private static byte[] hash(String what, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((LABEL + what).getBytes(StandardCharsets.US_ASCII));
      for (byte[] part : parts) {
        // The length first: moving bytes from one part to the next changes the hash.
        digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
