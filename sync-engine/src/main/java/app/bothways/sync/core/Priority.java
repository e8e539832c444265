package app.bothways.sync.core;

import app.bothways.sync.Order;
import app.bothways.sync.chunk.ChunkSizes;
import app.bothways.sync.model.FileEntry;
import java.util.Comparator;

/** Which item of a round comes first. What is equal stays in order of path. */
final class Priority {
  private Priority() {}

  static Comparator<Item> by(Order order) {
    return switch (order) {
      // Small files keep the order of the index, which is the fastest for it.
      case SMALLEST ->
          Comparator.comparingLong(i -> i.size() <= ChunkSizes.ONE_CHUNK ? 0 : i.size());
      case NEWEST -> Comparator.comparingLong(Priority::mtime).reversed();
      case ALPHABETIC -> Comparator.comparing(Item::path);
    };
  }

  private static long mtime(Item item) {
    return item.entry instanceof FileEntry file ? file.mtimeNanos() : Long.MAX_VALUE;
  }
}
