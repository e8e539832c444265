package app.bothways.net.relay.protocol;

import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.protocol.RelayFrame.ClientAuth;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * The proof of the node key that goes with the upgrade request and saves the challenge's round
 * trip: a signature of what only the two ends of this TLS session can derive (RFC 9266 and RFC 8446
 * section 7.5). Where something stands between them, the ends derive different values, and the
 * challenge decides.
 */
public final class TlsLogin {
  /** The request header that carries it. */
  public static final String HEADER = "X-Iroh-Relay-Client-Auth-V1";

  private static final String LABEL = "iroh-relay handshake v1";
  private static final int MATERIAL = 32;

  /** The first half is signed, the second shows that both ends mean the same session. */
  private static final int HALF = MATERIAL / 2;

  private static final int SIGNATURE_AT = NodeId.LENGTH + 1;
  private static final int SUFFIX_AT = SIGNATURE_AT + ClientAuth.SIGNATURE_LENGTH;
  private static final int LENGTH = SUFFIX_AT + HALF;

  /** In base64url without padding. */
  private static final int TEXT_LENGTH = (LENGTH * 4 + 2) / 3;

  private TlsLogin() {}

  /** The header's value for this session; empty when it cannot derive what is to be signed. */
  public static Optional<String> prove(NodeKey key, SSLSession session) {
    return material(session, key.id())
        .map(
            material -> {
              var bytes = new byte[LENGTH];
              System.arraycopy(key.id().bytes(), 0, bytes, 0, NodeId.LENGTH);
              bytes[NodeId.LENGTH] = ClientAuth.SIGNATURE_LENGTH;
              byte[] signature = key.sign(Arrays.copyOf(material, HALF));
              System.arraycopy(signature, 0, bytes, SIGNATURE_AT, signature.length);
              System.arraycopy(material, HALF, bytes, SUFFIX_AT, HALF);
              return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            });
  }

  /**
   * The key that {@code header} proves within this session; empty when it proves none here, which
   * is no fault of the client's.
   *
   * @throws MalformedFrameException when it is no such header at all
   */
  public static Optional<NodeId> proved(String header, Optional<SSLSession> session)
      throws MalformedFrameException {
    byte[] bytes = decode(header);
    var key = NodeId.of(Arrays.copyOf(bytes, NodeId.LENGTH));
    Optional<byte[]> material = session.flatMap(known -> material(known, key));
    return material.isPresent() && proves(bytes, key, material.get())
        ? Optional.of(key)
        : Optional.empty();
  }

  private static byte[] decode(String header) throws MalformedFrameException {
    if (header.length() != TEXT_LENGTH) {
      throw new MalformedFrameException("a login of " + header.length() + " characters");
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(header);
    } catch (IllegalArgumentException noBase64) {
      throw new MalformedFrameException("a login that is not base64url");
    }
    if (bytes.length != LENGTH || bytes[NodeId.LENGTH] != ClientAuth.SIGNATURE_LENGTH) {
      throw new MalformedFrameException("a login without a signature of 64 bytes");
    }
    return bytes;
  }

  private static boolean proves(byte[] login, NodeId key, byte[] material) {
    byte[] suffix = Arrays.copyOfRange(login, SUFFIX_AT, LENGTH);
    byte[] signature = Arrays.copyOfRange(login, SIGNATURE_AT, SUFFIX_AT);
    return MessageDigest.isEqual(suffix, Arrays.copyOfRange(material, HALF, MATERIAL))
        && RelayHandshake.verifies(key, signature, Arrays.copyOf(material, HALF));
  }

  private static Optional<byte[]> material(SSLSession session, NodeId key) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return Optional.empty();
    }
    try {
      return Optional.of(extended.exportKeyingMaterialData(LABEL, key.bytes(), MATERIAL));
    } catch (SSLException | UnsupportedOperationException | IllegalStateException unable) {
      // A provider without exporters, or a session of a version that has none worth the name.
      return Optional.empty();
    }
  }
}
