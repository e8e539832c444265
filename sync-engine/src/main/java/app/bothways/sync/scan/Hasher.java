package app.bothways.sync.scan;

import app.bothways.sync.fs.Fs;
import app.bothways.sync.model.ContentId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Content ids of files. Any thread may call; each keeps a buffer of 256 KiB. */
public final class Hasher {
  private static final int BUFFER = 256 * 1024;
  private static final ThreadLocal<byte[]> BUFFERS =
      ThreadLocal.withInitial(() -> new byte[BUFFER]);

  private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Hasher::sha256);

  private Hasher() {}

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static ContentId hash(byte[] content) {
    return ContentId.of(DIGESTS.get().digest(content));
  }

  public static ContentId hash(Fs fs, Path file) throws IOException {
    return hash(fs, file, bytes -> {});
  }

  /** The same of a file that was {@code size} bytes long a moment ago. */
  static ContentId hash(Fs fs, Path file, long size, LongConsumer read) throws IOException {
    Optional<ContentId> small = hashSmall(fs, file, size, read);
    return small.isPresent() ? small.get() : hash(fs, file, read);
  }

  /** The same at once; empty when it is not so small, or of another size now. */
  static Optional<ContentId> hashSmall(Fs fs, Path file, long size, LongConsumer read)
      throws IOException {
    Optional<byte[]> small = fs.readSmall(file, size);
    small.ifPresent(content -> read.accept(content.length));
    return small.map(Hasher::hash);
  }

  /** Tells {@code read} after every piece how many bytes it had. */
  private static ContentId hash(Fs fs, Path file, LongConsumer read) throws IOException {
    byte[] buffer = BUFFERS.get();
    MessageDigest digest = sha256();
    try (InputStream in = fs.openRead(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        read.accept(n);
      }
    }
    return ContentId.of(digest.digest());
  }
}
