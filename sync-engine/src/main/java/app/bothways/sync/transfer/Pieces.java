package app.bothways.sync.transfer;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.disk.DiskException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the missing chunks of one content in pieces, from all devices that have it at once:
 * whoever is done with a piece takes the next. A device that fails gives its piece back, and is
 * left alone after three failures in a row.
 */
final class Pieces {
  private static final Logger LOG = LoggerFactory.getLogger(Pieces.class);

  /**
   * The only device that has it is asked for much at once, and for one thing after the other: what
   * comes in its order is hashed as it comes, and a second stream would only wake a second thread.
   */
  private static final long ONLY_PIECE_BYTES = 256 << 20;

  /** Where several devices share the work, a slow one should not hold much of it. */
  private static final long SHARED_PIECE_BYTES = 4 << 20;

  /** No more stretches than that are in one request. */
  private static final int PIECE_CHUNKS = 4096;

  private static final int STREAMS = 6;

  /** One waits for an answer while the other reads; more only wake more threads. */
  private static final int STREAMS_EACH = 2;

  private static final int FAILURES = 3;

  /** What is read and written at once. */
  static final int RUN_BYTES = 256 << 10;

  private final Assembly assembly;
  private final Origins origins;
  private final Progress progress;
  private final Assembly.Proof proof;
  private final Deque<List<Integer>> waiting = new ArrayDeque<>();
  private final Map<NodeId, Integer> failures = new HashMap<>();
  private int underWay;
  private Optional<IOException> fatal = Optional.empty();
  private boolean mismatched;

  Pieces(Assembly assembly, Origins origins, Progress progress, Assembly.Proof proof) {
    this.proof = proof;
    this.assembly = assembly;
    this.origins = origins;
    this.progress = progress;
  }

  /** These chunks are to be fetched. */
  Pieces of(BitSet chunks) {
    split(chunks);
    return this;
  }

  /** Their bytes. */
  static long bytes(BitSet chunks, ChunkList list) {
    return chunks.stream().mapToLong(list::length).sum();
  }

  private void split(BitSet missing) {
    List<Integer> piece = new ArrayList<>();
    long bytes = 0;
    long most = isOnly(assembly.want().holders()) ? ONLY_PIECE_BYTES : SHARED_PIECE_BYTES;
    for (int i = missing.nextSetBit(0); i >= 0; i = missing.nextSetBit(i + 1)) {
      piece.add(i);
      bytes += assembly.list().length(i);
      if (bytes >= most || piece.size() >= PIECE_CHUNKS) {
        waiting.add(List.copyOf(piece));
        piece.clear();
        bytes = 0;
      }
    }
    if (!piece.isEmpty()) {
      waiting.add(List.copyOf(piece));
    }
  }

  private static boolean isOnly(List<NodeId> devices) {
    return devices.size() == 1;
  }

  /**
   * Returns when all chunks came or no device is left that could give one.
   *
   * @throws IOException when the disk failed
   */
  void fetch(List<NodeId> devices, ExecutorService workers, Cancel cancel) throws IOException {
    var streams = new ArrayList<Future<?>>();
    int each =
        isOnly(devices) ? 1 : Math.clamp(STREAMS / Math.max(1, devices.size()), 1, STREAMS_EACH);
    int wanted = Math.min(waiting.size(), each);
    for (int n = 0; n < wanted; n++) {
      for (NodeId device : devices) {
        streams.add(workers.submit(() -> work(device, cancel)));
      }
    }
    try {
      for (Future<?> stream : streams) {
        stream.get();
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("fetching was interrupted");
    }
    if (fatal.isPresent()) {
      throw fatal.get();
    }
    cancel.check();
  }

  private void work(NodeId device, Cancel cancel) {
    var buffer = new byte[Math.max(RUN_BYTES, assembly.largest())];
    for (Optional<List<Integer>> piece = take(device); piece.isPresent(); piece = take(device)) {
      List<Integer> left = new ArrayList<>(piece.get());
      boolean fine = false;
      try {
        Optional<Source> source = origins.of(device);
        if (source.isPresent() && !cancel.isCancelled()) {
          ask(source.get(), left, buffer, cancel);
        }
        fine = left.isEmpty();
      } catch (DiskException disk) {
        stop(disk);
      } catch (IOException e) {
        LOG.debug("a piece from {} broke off: {}", device.shortText(), e.toString());
      } finally {
        over(device, left, fine);
      }
    }
  }

  private synchronized Optional<List<Integer>> take(NodeId device) {
    while (fatal.isEmpty() && failures.getOrDefault(device, 0) < FAILURES) {
      List<Integer> next = waiting.poll();
      if (next != null) {
        underWay++;
        return Optional.of(next);
      }
      if (underWay == 0) {
        return Optional.empty();
      }
      // Somebody else's piece may come back.
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private synchronized void over(NodeId device, List<Integer> left, boolean fine) {
    underWay--;
    if (!left.isEmpty()) {
      waiting.addFirst(List.copyOf(left));
    }
    failures.put(device, fine ? 0 : failures.getOrDefault(device, 0) + 1);
    notifyAll();
  }

  private synchronized void mismatch() {
    mismatched = true;
  }

  /** Whether a device sent something else than the list says: one of the two is wrong. */
  synchronized boolean mismatched() {
    return mismatched;
  }

  private synchronized void stop(IOException failure) {
    fatal = fatal.or(() -> Optional.of(failure));
    notifyAll();
  }

  private void ask(Source source, List<Integer> left, byte[] buffer, Cancel cancel)
      throws IOException {
    ChunkList list = assembly.list();
    List<Integer> asked = List.copyOf(left);
    var stretches = new ArrayList<Part.Stretch>();
    long bytes = bytes(asked);
    for (int chunk : asked) {
      int length = list.length(chunk);
      Part.Stretch last = stretches.isEmpty() ? new Part.Stretch(0, 1) : stretches.getLast();
      if (!stretches.isEmpty() && last.offset() + last.length() == list.offset(chunk)) {
        stretches.set(
            stretches.size() - 1, new Part.Stretch(last.offset(), last.length() + length));
      } else {
        stretches.add(new Part.Stretch(list.offset(chunk), length));
      }
    }
    var part = new Part.Stretches(assembly.want().path(), assembly.want().content(), stretches);
    try (Origins.Asked _ = origins.asked(source.device(), bytes)) {
      source.fetch(List.of(part), taker(asked, left, buffer), cancel);
    }
  }

  private long bytes(List<Integer> asked) {
    return asked.stream().mapToLong(chunk -> assembly.list().length(chunk)).sum();
  }

  private Source.Taker taker(List<Integer> asked, List<Integer> left, byte[] buffer) {
    long bytes = bytes(asked);
    return new Source.Taker() {
      @Override
      public void here(int part, long size, InputStream in) throws IOException {
        if (size != bytes) {
          throw new IOException("a piece of " + size + " bytes instead of " + bytes);
        }
        for (int at = 0; at < asked.size(); ) {
          List<Integer> run = run(asked, at, buffer.length);
          int length = (int) bytes(run);
          int n = in.readNBytes(buffer, 0, length);
          progress.received(n);
          int taken = n < length ? 0 : assembly.came(run, buffer, proof);
          left.subList(0, taken).clear();
          if (taken < run.size()) {
            mismatch();
            throw new IOException("a chunk that is not what was announced");
          }
          at += taken;
        }
      }

      @Override
      public void missing(int part) throws IOException {
        throw new IOException("the content is not there any more");
      }
    };
  }

  /** From {@code at} on, what lies in one stretch and fits into a buffer; one chunk at least. */
  private List<Integer> run(List<Integer> asked, int at, int most) {
    int end = at + 1;
    for (int bytes = assembly.list().length(asked.get(at)); end < asked.size(); end++) {
      bytes += assembly.list().length(asked.get(end));
      if (bytes > most || asked.get(end) != asked.get(end - 1) + 1) {
        break;
      }
    }
    return asked.subList(at, end);
  }
}
