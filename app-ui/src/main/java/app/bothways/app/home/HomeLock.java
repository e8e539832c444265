package app.bothways.app.home;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/**
 * The right of one process to run the node of a home. Held until closed or until the process dies,
 * however it dies: the system lets go of file locks. The file itself stays and means nothing.
 */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a home that {@link Home#create} has made.
   *
   * @throws Refusal when another process, or this one, runs the node already
   */
  public static HomeLock take(Home home) throws Refusal {
    FileChannel channel = open(home);
    try {
      if (channel.tryLock() != null) {
        note(channel);
        return new HomeLock(channel);
      }
    } catch (OverlappingFileLockException takenByThisProcess) {
      // Told below, like a lock held by another process.
    } catch (IOException e) {
      closeQuietly(channel);
      throw new Refusal(
          Mistake.HOME_NOT_USABLE,
          "the home " + home + " cannot be locked: " + Home.describe(e),
          e);
    }
    String holder = holder(channel);
    closeQuietly(channel);
    throw new Refusal(Mistake.ALREADY_RUNNING, "Bothways is already running for " + home + holder);
  }

  private static FileChannel open(Home home) throws Refusal {
    try {
      return FileChannel.open(
          home.lock(),
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new Refusal(
          Mistake.HOME_NOT_USABLE,
          "the home " + home + " cannot be locked: " + Home.describe(e),
          e);
    }
  }

  private static void note(FileChannel channel) throws IOException {
    String pid = Long.toString(ProcessHandle.current().pid());
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  /** Best effort, for the message only: on some systems a locked file cannot be read. */
  private static String holder(FileChannel channel) {
    try {
      ByteBuffer text = ByteBuffer.allocate(20);
      channel.read(text, 0);
      String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
      return pid.matches("[0-9]{1,19}") ? " (process " + pid + ")" : "";
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Nothing was written through it that could be lost.
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
