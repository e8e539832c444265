package app.bothways.net.relay.protocol;

import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.protocol.RelayFrame.ClientAuth;
import app.bothways.net.relay.protocol.RelayFrame.ServerChallenge;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.params.Blake3Parameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The proof of the node key: the client signs a value derived from the relay's challenge by BLAKE3
 * in its key derivation mode, whose context keeps the signature from meaning anything elsewhere.
 */
public final class RelayHandshake {
  /** Why a relay refuses a client whose proof is wrong. */
  public static final String SIGNATURE_INVALID = "signature invalid";

  /** Why a relay refuses a client that it does not serve. */
  public static final String NOT_AUTHORIZED = "not authorized";

  private static final byte[] CONTEXT =
      "iroh-relay handshake v1 challenge signature".getBytes(StandardCharsets.US_ASCII);
  private static final int MESSAGE_LENGTH = 32;

  /** The commitment R stands before the scalar s (RFC 8032 section 5.1.6). */
  private static final int COMMITMENT_OFFSET = 0;

  private static final SecureRandom RANDOM = new SecureRandom();

  private RelayHandshake() {}

  public static ServerChallenge newChallenge() {
    var bytes = new byte[ServerChallenge.LENGTH];
    RANDOM.nextBytes(bytes);
    return new ServerChallenge(bytes);
  }

  public static ClientAuth answer(ServerChallenge challenge, NodeKey key) {
    return new ClientAuth(key.id(), key.sign(message(challenge)));
  }

  /**
   * Whether {@code auth} proves its key. Strict: keys and commitments that are not points of the
   * prime-order subgroup, small orders among them, and a scalar that is not reduced are refused, so
   * that one proof has one form and no key fits every message.
   */
  public static boolean proves(ClientAuth auth, ServerChallenge challenge) {
    return verifies(auth.key(), auth.signature(), message(challenge));
  }

  /** Strictly, as above. */
  static boolean verifies(NodeId node, byte[] signature, byte[] message) {
    byte[] key = node.bytes();
    return Ed25519.validatePublicKeyFull(key, 0)
        && Ed25519.validatePublicKeyFull(signature, COMMITMENT_OFFSET)
        && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
  }

  /** The 32 bytes that are signed. */
  static byte[] message(ServerChallenge challenge) {
    var digest = new Blake3Digest(MESSAGE_LENGTH * 8);
    digest.init(Blake3Parameters.context(CONTEXT));
    byte[] input = challenge.challenge();
    digest.update(input, 0, input.length);
    var message = new byte[MESSAGE_LENGTH];
    digest.doFinal(message, 0);
    return message;
  }
}
