package app.bothways.sync.chunk;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Content id and chunks of a larger content in one reading. The caller's thread reads and finds the
 * ends of chunks; two more hash, the whole and the chunks. Where as many sweeps as half the
 * processors are under way, or there is one processor, the caller does all by itself: then others
 * keep them busy. Any thread may call.
 */
public final class Sweep {
  /** What came of it. */
  public record Swept(ContentId content, ChunkList chunks) {}

  private static final int BLOCK = 256 << 10;
  private static final int BLOCKS = 12;
  private static final Semaphore HELPED =
      new Semaphore(Runtime.getRuntime().availableProcessors() / 2);

  /** Bytes, and where chunks end in them; given back when both hashes have seen them. */
  private static final class Block {
    final byte[] bytes;
    final AtomicInteger users = new AtomicInteger();
    int count;
    int[] ends = new int[8];
    int endCount;

    Block(int size) {
      bytes = new byte[size];
    }

    void end(int at) {
      if (endCount == ends.length) {
        ends = Arrays.copyOf(ends, endCount * 2);
      }
      ends[endCount++] = at;
    }
  }

  private static final Block LAST = new Block(0);

  /** Blocks that are not in use, and who hashes. */
  private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(BLOCKS);

  private Sweep() {
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new Block(BLOCK));
    }
  }

  /**
   * @param read told of every piece that was read; may throw to stop
   */
  public static Swept of(InputStream in, ChunkSizes sizes, LongConsumer read) throws IOException {
    if (!HELPED.tryAcquire()) {
      return alone(in, sizes, read);
    }
    try {
      return helped(in, sizes, read);
    } finally {
      HELPED.release();
    }
  }

  static Swept alone(InputStream in, ChunkSizes sizes, LongConsumer read) throws IOException {
    var buffer = new byte[BLOCK];
    var digest = Hasher.sha256();
    var cutter = new Cutter(sizes);
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      cutter.update(buffer, 0, n);
      read.accept(n);
    }
    return new Swept(ContentId.of(digest.digest()), cutter.finish());
  }

  static Swept helped(InputStream in, ChunkSizes sizes, LongConsumer read) throws IOException {
    return new Sweep().run(in, sizes, read);
  }

  private Swept run(InputStream in, ChunkSizes sizes, LongConsumer read) throws IOException {
    MessageDigest digest = Hasher.sha256();
    var hashes = new ChunkHashes(sizes);
    var whole = new Lane(block -> digest.update(block.bytes, 0, block.count));
    var chunks = new Lane(block -> chunks(block, hashes));
    try {
      read(in, new Edges(sizes), read, whole, chunks);
    } finally {
      whole.blocks.add(LAST);
      chunks.blocks.add(LAST);
      whole.join();
      chunks.join();
    }
    whole.check();
    chunks.check();
    return new Swept(ContentId.of(digest.digest()), hashes.finish());
  }

  private void read(InputStream in, Edges edges, LongConsumer read, Lane whole, Lane chunks)
      throws IOException {
    while (true) {
      Block block = next();
      block.count = in.read(block.bytes);
      if (block.count < 0) {
        return;
      }
      block.endCount = 0;
      for (int at = 0; at < block.count; ) {
        int end = edges.next(block.bytes, at, block.count);
        if (end >= 0) {
          block.end(end);
        }
        at = end < 0 ? block.count : end;
      }
      block.users.set(2);
      whole.blocks.add(block);
      chunks.blocks.add(block);
      read.accept(block.count);
    }
  }

  private Block next() throws InterruptedIOException {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading was interrupted");
    }
  }

  private static void chunks(Block block, ChunkHashes hashes) {
    int at = 0;
    for (int i = 0; i < block.endCount; i++) {
      hashes.update(block.bytes, at, block.ends[i]);
      hashes.end();
      at = block.ends[i];
    }
    hashes.update(block.bytes, at, block.count);
  }

  /** What a lane does with each block. */
  private interface Work {
    void on(Block block);
  }

  /** One hash on a thread of its own, block after block, until the last. */
  private final class Lane {
    final BlockingQueue<Block> blocks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Optional<Throwable> failure = Optional.empty();

    Lane(Work work) {
      thread = Thread.ofPlatform().daemon().name("disk-hash").start(() -> run(work));
    }

    private void run(Work work) {
      try {
        for (Block next = blocks.take(); next != LAST; next = blocks.take()) {
          hash(work, next);
          if (next.users.decrementAndGet() == 0) {
            free.add(next);
          }
        }
      } catch (InterruptedException never) {
        // Nobody else knows this thread.
        Thread.currentThread().interrupt();
      }
    }

    /** RACE: a failed lane must go on giving blocks back, or the reader waits for them for ever. */
    private void hash(Work work, Block block) {
      if (failure.isPresent()) {
        return;
      }
      try {
        work.on(block);
      } catch (RuntimeException | Error failed) {
        failure = Optional.of(failed);
      }
    }

    void check() {
      if (failure.isPresent()) {
        throw new IllegalStateException("hashing failed", failure.get());
      }
    }

    /** What it hashed is to be seen by whoever returns from this. */
    void join() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
