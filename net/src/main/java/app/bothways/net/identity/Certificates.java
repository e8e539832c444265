package app.bothways.net.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The X.509 clothing that TLS asks for around a {@link NodeKey}: a self-signed Ed25519 certificate
 * (RFC 8410) whose only meaningful content is the public key. Names and dates in it mean nothing;
 * whoever checks one compares the key.
 */
public final class Certificates {
  /** SubjectPublicKeyInfo of Ed25519 is this prefix and the 32-byte key (RFC 8410 section 4). */
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] ED25519_OID = {0x2b, 0x65, 0x70};

  private Certificates() {}

  /** The secret key in the form that TLS signs with. */
  public static PrivateKey privateKey(NodeKey key) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key.seed()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks Ed25519", e);
    }
  }

  /** A fresh encoding of the one certificate of {@code key}: the same bytes each time. */
  public static X509Certificate selfSigned(NodeKey key) {
    byte[] algorithm = tlv(0x30, tlv(0x06, ED25519_OID));
    byte[] commonName =
        tlv(
            0x30,
            tlv(0x06, new byte[] {0x55, 4, 3}),
            tlv(0x0c, "node".getBytes(StandardCharsets.UTF_8)));
    byte[] name = tlv(0x30, tlv(0x31, commonName));
    byte[] validity =
        tlv(0x30, tlv(0x17, ascii("700101000000Z")), tlv(0x18, ascii("99991231235959Z")));
    byte[] body =
        tlv(
            0x30,
            tlv(0xa0, tlv(0x02, new byte[] {2})),
            tlv(0x02, new byte[] {1}),
            algorithm,
            name,
            validity,
            name,
            subjectPublicKeyInfo(key.id()));
    byte[] signature = key.sign(body);
    byte[] bits = new byte[signature.length + 1];
    System.arraycopy(signature, 0, bits, 1, signature.length);
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(tlv(0x30, body, algorithm, tlv(0x03, bits))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("our own certificate does not parse", e);
    }
  }

  /** The node id that a certificate carries; empty unless its key is a plain Ed25519 key. */
  public static Optional<NodeId> nodeId(Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    byte[] encoded = key.getEncoded();
    if (!(key instanceof EdECPublicKey)
        || encoded == null
        || encoded.length != SPKI_PREFIX.length + NodeId.LENGTH
        || !Arrays.equals(encoded, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
      return Optional.empty();
    }
    return Optional.of(NodeId.of(Arrays.copyOfRange(encoded, SPKI_PREFIX.length, encoded.length)));
  }

  private static byte[] subjectPublicKeyInfo(NodeId id) {
    byte[] info = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + NodeId.LENGTH);
    System.arraycopy(id.bytes(), 0, info, SPKI_PREFIX.length, NodeId.LENGTH);
    return info;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** One DER element of at most 65,535 bytes. */
  private static byte[] tlv(int tag, byte[]... parts) {
    var out = new ByteArrayOutputStream();
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.write(tag);
    if (length >= 256) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 128) {
      out.write(0x81);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
