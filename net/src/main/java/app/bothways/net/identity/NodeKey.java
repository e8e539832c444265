package app.bothways.net.identity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * A node's Ed25519 secret key: a 32-byte seed (RFC 8032). Immutable and safe for use by any thread.
 *
 * <p>The key file holds the 32 raw bytes and nothing else. It is written once, to a temporary name,
 * synced and renamed, with permissions 0600 where the file system has them; it is never
 * overwritten.
 */
public final class NodeKey {
  private final byte[] seed;
  private final NodeId id;

  private NodeKey(byte[] seed) {
    this.seed = seed;
    this.id = NodeId.of(new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded());
  }

  public static NodeKey generate() {
    var seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    return new NodeKey(seed);
  }

  /**
   * @throws IllegalArgumentException unless {@code seed} has 32 bytes
   */
  public static NodeKey ofSeed(byte[] seed) {
    if (seed.length != 32) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
    }
    return new NodeKey(seed.clone());
  }

  /**
   * Reads the key at {@code file}, or makes one there.
   *
   * @throws IOException when the file cannot be read or written, or is not 32 bytes long; a damaged
   *     key is never replaced, because the devices paired with it would be lost silently
   */
  public static NodeKey loadOrCreate(Path file) throws IOException {
    if (Files.exists(file)) {
      byte[] seed = Files.readAllBytes(file);
      if (seed.length != 32) {
        throw new IOException(
            file + " is not a node key: it has " + seed.length + " bytes instead of 32");
      }
      return new NodeKey(seed);
    }
    NodeKey key = generate();
    write(file, key.seed);
    return key;
  }

  private static void write(Path file, byte[] seed) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    boolean posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out =
        posix
            ? FileChannel.open(
                temporary,
                options,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
            : FileChannel.open(temporary, options)) {
      out.write(java.nio.ByteBuffer.wrap(seed));
      out.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  public NodeId id() {
    return id;
  }

  /** The 32-byte seed; for making the TLS identity inside this package's neighbours. */
  public byte[] seed() {
    return seed.clone();
  }

  /** A 64-byte Ed25519 signature. Callers put a domain prefix in {@code message}. */
  public byte[] sign(byte[] message) {
    var signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(seed));
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "NodeKey of " + id;
  }
}
