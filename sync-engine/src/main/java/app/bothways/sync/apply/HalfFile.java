package app.bothways.sync.apply;

import app.bothways.sync.disk.Partial;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.model.ContentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A content that grows in {@code stage/HASH.half}. One thread hashes what is complete from the
 * beginning on, and another brings to disk what was written, so that little is left at the end.
 */
final class HalfFile implements Partial {
  /** What a half-done content belongs to. */
  record Wanted(ContentId content, long size, Path half, boolean resumed) {}

  private final Stage stage;
  private final Wanted wanted;
  private final FileChannel channel;
  private final Space.Promise room;
  private final EarlySync early;
  private final RunningHash hash;
  private final AtomicBoolean ended = new AtomicBoolean();

  HalfFile(Stage stage, Wanted wanted, FileChannel channel, Space.Promise room) {
    this.stage = stage;
    this.wanted = wanted;
    this.channel = channel;
    this.room = room;
    early = new EarlySync(channel);
    hash = new RunningHash(wanted.size(), this::read);
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
    hash.wrote(offset, from, count);
  }

  @Override
  public void written(long offset) {
    hash.written(offset);
  }

  @Override
  public Optional<Staged> finish() throws IOException {
    early.rest();
    try {
      if (!hash.finish().equals(wanted.content())) {
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
    if (ended.getAndSet(true)) {
      return;
    }
    hash.end();
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
