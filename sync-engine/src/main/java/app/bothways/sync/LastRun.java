package app.bothways.sync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mark beside a folder's database that stands while the folder is open, and names the start of
 * the system in which it was opened. One of an earlier start tells that the system went down
 * meanwhile, maybe without bringing to the disk what programs had written.
 *
 * <p>CRASH: the mark of an earlier start stays until the whole disk was looked at. A folder that
 * was closed less than half a minute before a power cut is not covered.
 */
final class LastRun {
  /**
   * One start of the system.
   *
   * @param id different for each
   */
  record Start(String id, Instant at) {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** Empty where it is not to be known: then nothing is taken for the work of a power cut. */
    static Optional<Start> ofThisSystem() {
      try {
        String up = Files.readString(UPTIME).strip().split(" ")[0];
        long millis = (long) (Double.parseDouble(up) * 1000);
        return Optional.of(
            new Start(Files.readString(ID).strip(), Instant.now().minusMillis(millis)));
      } catch (IOException | NumberFormatException notLinux) {
        LOG.debug("nobody knows when this system was started", notLinux);
        return Optional.empty();
      }
    }

    long nanos() {
      return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(LastRun.class);

  private final Path mark;
  private final Optional<Start> now;

  LastRun(Path mark, Optional<Start> now) {
    this.mark = mark;
    this.now = now;
  }

  /** The present start, if the folder was open when the system went down before it. */
  Optional<Start> wentDown() {
    try {
      if (now.isEmpty() || !Files.exists(mark)) {
        return Optional.empty();
      }
      String then = Files.readString(mark, StandardCharsets.UTF_8).strip();
      return now.filter(start -> !then.isEmpty() && !start.id().equals(then));
    } catch (IOException unreadable) {
      LOG.debug("the mark {} tells nothing", mark, unreadable);
      return Optional.empty();
    }
  }

  /** The folder is open, and all that an earlier start left was looked at. */
  void open() {
    now.ifPresent(start -> write(start.id()));
  }

  private void write(String id) {
    try (FileChannel channel =
        FileChannel.open(
            mark,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(id.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    } catch (IOException cannot) {
      // Full disk: what is empty now tells of no power cut.
      LOG.warn("the mark {} cannot be written", mark, cannot);
    }
  }

  /** The folder was closed as it should be. */
  void closed() {
    try {
      if (wentDown().isEmpty()) {
        Files.deleteIfExists(mark);
      }
    } catch (IOException cannot) {
      LOG.warn("the mark {} stays behind", mark, cannot);
    }
  }
}
