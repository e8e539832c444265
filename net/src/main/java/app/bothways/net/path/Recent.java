package app.bothways.net.path;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.ObjIntConsumer;

/**
 * The last batches of datagrams sent. Sent again on a new path they make the peer acknowledge at
 * once, where QUIC by itself would wait for its next, doubled, timeout.
 */
final class Recent {
  private static final int KEPT = 2;

  private record Batch(ByteBuf data, int segmentSize) {}

  private final ArrayDeque<Batch> batches = new ArrayDeque<>(KEPT + 1);

  /** Keeps a reference; {@code data} stays the caller's. */
  void add(ByteBuf data, int segmentSize) {
    batches.add(new Batch(data.retainedSlice(), segmentSize));
    if (batches.size() > KEPT) {
      batches.poll().data.release();
    }
  }

  /** Hands each to {@code again}, which owns what it gets. */
  void replay(ObjIntConsumer<ByteBuf> again) {
    batches.forEach(batch -> again.accept(batch.data.retainedSlice(), batch.segmentSize));
  }

  void clear() {
    batches.forEach(batch -> batch.data.release());
    batches.clear();
  }
}
