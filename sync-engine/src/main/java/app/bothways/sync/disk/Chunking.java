package app.bothways.sync.disk;

import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.chunk.ChunkSizes;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.util.Optional;

/** Takes the chunk lists that a scan makes while it reads larger files. Called by many threads. */
public interface Chunking {
  /** Nobody wants them; they are not made. */
  Chunking NONE =
      new Chunking() {
        @Override
        public Optional<ChunkSizes> sizes(RelPath path, long size) {
          return Optional.empty();
        }

        @Override
        public void chunked(RelPath path, ContentId content, ChunkList list) {}
      };

  /** How to cut what is at {@code path} and has {@code size} bytes; empty: not at all. */
  Optional<ChunkSizes> sizes(RelPath path, long size);

  void chunked(RelPath path, ContentId content, ChunkList list);
}
