package app.bothways.sync.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files outside of a database that say how far it had come: if one of them says more than the
 * database itself, somebody has put an old copy of it back, and what it would issue next has been
 * issued before. A seal is written after each checkpoint, before anybody hears of what was in it.
 *
 * <p>CRASH: a seal is never ahead of its database, for it is written when the database is durable;
 * one that is torn or lost counts as none.
 *
 * <p>With them goes the identity of the folder's root: what a database holds of another one, which
 * stood in its place, it does not hold of this one.
 */
public final class Seal {
  private static final Logger LOG = LoggerFactory.getLogger(Seal.class);
  private static final String MAGIC = "BWSEAL1 ";
  private static final int LENGTH = 100;

  private final String device;
  private final Optional<String> root;
  private final List<Path> files;

  /**
   * @param device this device: what another one left in a copied folder means nothing here
   * @param root differs for each directory that was made the folder's root; empty while none can be
   *     seen
   * @param files where it is kept; one whose directory is missing is left out
   */
  public Seal(String device, Optional<String> root, List<Path> files) {
    this.device = device.length() <= 32 ? device : device.substring(0, 32);
    this.root = root;
    this.files = List.copyOf(files);
  }

  /** No seal at all. */
  public static Seal none() {
    return new Seal("", Optional.empty(), List.of());
  }

  Optional<String> root() {
    return root;
  }

  /** Whether some seal knows of another or a later state than this. */
  boolean saysMoreThan(long actor, long seq) {
    return files.stream().anyMatch(file -> saysMore(file, actor, seq));
  }

  private boolean saysMore(Path file, long actor, long seq) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) != LENGTH) {
        return false;
      }
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      String[] parts = text.strip().split(" ");
      if (parts.length != 5
          || !text.startsWith(MAGIC + device + " ")
          || !line(Long.parseUnsignedLong(parts[2], 16), Long.parseLong(parts[3])).equals(text)) {
        return false;
      }
      return Long.parseUnsignedLong(parts[2], 16) != actor || Long.parseLong(parts[3]) > seq;
    } catch (IOException | NumberFormatException unreadable) {
      LOG.debug("the seal {} tells nothing", file, unreadable);
      return false;
    }
  }

  private String line(long actor, long seq) {
    String text = MAGIC + device + " " + String.format("%016x %d", actor, seq);
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return String.format("%-" + (LENGTH - 1) + "s%n", text + " " + Long.toHexString(crc.getValue()))
        .replace("\r", "");
  }

  void write(long actor, long seq) {
    ByteBuffer bytes = ByteBuffer.wrap(line(actor, seq).getBytes(StandardCharsets.US_ASCII));
    for (Path file : files) {
      if (!Files.isDirectory(file.getParent())) {
        continue;
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.write(bytes.duplicate(), 0);
        channel.truncate(LENGTH);
      } catch (IOException cannot) {
        // Another seal, and what other devices know, still protect.
        LOG.debug("the seal {} cannot be written", file, cannot);
      }
    }
  }
}
