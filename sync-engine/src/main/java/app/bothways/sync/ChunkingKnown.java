package app.bothways.sync;

import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.chunk.ChunkSizes;
import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.disk.Chunking;
import app.bothways.sync.disk.Known;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Optional;

/** What the index knows, and chunk lists of larger files go where they are kept. */
record ChunkingKnown(Known known, ChunkStore chunks) implements Known, Chunking {
  @Override
  public List<Item> children(Optional<RelPath> directory) {
    return known.children(directory);
  }

  @Override
  public Optional<Item> at(RelPath path) {
    return known.at(path);
  }

  @Override
  public Chunking chunking() {
    return this;
  }

  @Override
  public Optional<ChunkSizes> sizes(RelPath path, long size) {
    if (size <= ChunkSizes.ONE_CHUNK) {
      return Optional.empty();
    }
    return Optional.of(chunks.sizes(path).map(s -> s.next(size)).orElse(ChunkSizes.of(size)));
  }

  @Override
  public void chunked(RelPath path, ContentId content, ChunkList list) {
    chunks.put(content, path, list);
  }
}
