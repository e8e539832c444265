package app.bothways.sync.apply;

import app.bothways.sync.disk.Partial;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * A content that grows in {@code stage/HASH.half}. A follower, on a thread of its own, hashes what
 * is complete from the beginning on, and another brings to disk what was written, so that little is
 * left at the end.
 */
final class HalfFile implements Partial {
  /** What is read to be hashed: small enough to stay near the processor. */
  private static final int BUFFER = 1 << 18;

  /** So much must be complete for a follower to start. */
  private static final int WORTH_IT = 1 << 20;

  /** What a half-done content belongs to. */
  record Wanted(ContentId content, long size, Path half, boolean resumed) {}

  private final Stage stage;
  private final Wanted wanted;
  private final FileChannel channel;
  private final Space.Promise room;
  private final EarlySync early;
  private final Object turn = new Object();
  private MessageDigest digest = Hasher.sha256();
  private long hashed;
  private long complete;
  private boolean following;
  private boolean ended;

  HalfFile(Stage stage, Wanted wanted, FileChannel channel, Space.Promise room) {
    this.stage = stage;
    this.wanted = wanted;
    this.channel = channel;
    this.room = room;
    early = new EarlySync(channel);
  }

  @Override
  public boolean resumed() {
    return wanted.resumed();
  }

  @Override
  public void read(long offset, byte[] into, int count) throws IOException {
    var bytes = ByteBuffer.wrap(into, 0, count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        Arrays.fill(into, bytes.position(), count, (byte) 0);
        return;
      }
    }
  }

  @Override
  public void write(long offset, byte[] from, int count) throws IOException {
    try {
      Holes.write(channel, from, count, offset);
    } catch (IOException failed) {
      throw stage.workplace().failure(failed);
    }
    room.used(count);
    early.wrote(count);
    synchronized (turn) {
      if (offset < hashed) {
        // Written anew where it had been hashed already: the hash begins anew too.
        digest = Hasher.sha256();
        hashed = 0;
        complete = 0;
      }
    }
  }

  @Override
  public void written(long offset) {
    synchronized (turn) {
      complete = Math.max(complete, offset);
      if (following || ended || complete - hashed < WORTH_IT) {
        return;
      }
      following = true;
    }
    Thread.ofPlatform().daemon().name("disk-follow").start(this::follow);
  }

  private void follow() {
    try {
      var buffer = new byte[BUFFER];
      while (step(buffer)) {
        // As long as there is something complete.
        continue;
      }
    } catch (IOException later) {
      // The end reads and syncs all that is missing, and says what is wrong then.
      return;
    } finally {
      synchronized (turn) {
        following = false;
        turn.notifyAll();
      }
    }
  }

  /** Hashes one more piece; false when there is none that is complete. */
  private boolean step(byte[] buffer) throws IOException {
    long from;
    int count;
    MessageDigest mine;
    synchronized (turn) {
      from = hashed;
      count = (int) Math.min(buffer.length, complete - hashed);
      mine = digest;
    }
    if (count <= 0) {
      return false;
    }
    read(from, buffer, count);
    // Only one thread at a time hashes; those who write meanwhile are not held up by it.
    mine.update(buffer, 0, count);
    synchronized (turn) {
      // RACE: what is written anew meanwhile puts another digest in the place of this one.
      if (mine == digest) {
        hashed += count;
      }
    }
    return true;
  }

  @Override
  public Optional<Staged> finish() throws IOException {
    early.rest();
    awaitFollower();
    try {
      complete = wanted.size();
      var buffer = new byte[BUFFER];
      while (step(buffer)) {
        // Until the end.
        continue;
      }
      ContentId found = ContentId.of(digest.digest());
      digest = Hasher.sha256();
      hashed = 0;
      complete = 0;
      if (!found.equals(wanted.content())) {
        return Optional.empty();
      }
      Fs fs = stage.workplace().fs();
      channel.truncate(wanted.size());
      Holes.reach(channel, wanted.size());
      fs.force(channel);
      Staged staged = stage.whole(wanted.half(), wanted.content(), wanted.size());
      end();
      return Optional.of(staged);
    } catch (IOException failed) {
      throw stage.workplace().failure(failed);
    }
  }

  private void awaitFollower() {
    boolean interrupted = false;
    synchronized (turn) {
      while (following) {
        try {
          turn.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void discard() {
    end();
    stage.deleteQuietly(wanted.half());
  }

  @Override
  public void close() {
    end();
  }

  private void end() {
    synchronized (turn) {
      if (ended) {
        return;
      }
      ended = true;
      complete = 0;
    }
    awaitFollower();
    early.stop();
    room.close();
    try {
      channel.close();
    } catch (IOException already) {
      // Nothing depends on it: what counts was synced before.
      return;
    } finally {
      stage.closed(wanted.content());
    }
  }
}
