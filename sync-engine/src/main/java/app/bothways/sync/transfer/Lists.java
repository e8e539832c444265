package app.bothways.sync.transfer;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.chunk.ChunkListCodec;
import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.core.Want;
import app.bothways.sync.model.ContentId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Chunk lists of larger contents, from what is known here or from a device that has the content.
 */
record Lists(ChunkStore chunks, Progress progress) {
  private static final long HEAD = 64;
  private static final long PER_CHUNK = 40;
  private static final long SMALLEST = 16 << 10;

  /** A list and who told it; empty: it is our own. */
  record Told(ChunkList list, Optional<NodeId> by) {}

  Optional<Told> own(Want want) {
    return chunks
        .list(want.content())
        .filter(list -> list.total() == want.size())
        .map(list -> new Told(list, Optional.empty()));
  }

  /**
   * @throws IOException when the device failed or what it told is no list of that content
   */
  Optional<Told> ask(Source source, Want want, Cancel cancel) throws IOException {
    Optional<ContentId> baseContent =
        chunks.contents(want.path()).reversed().stream()
            .filter(c -> !c.equals(want.content()))
            .findFirst();
    Optional<ChunkList> base = baseContent.flatMap(chunks::list);
    var part =
        new Part.Chunks(
            want.path(),
            want.content(),
            base.map(list -> new Part.Base(baseContent.get(), ChunkListCodec.digest(list))));
    var encoded = new AtomicReference<Optional<byte[]>>(Optional.empty());
    source.fetch(List.of(part), taker(want, encoded), cancel);
    if (encoded.get().isEmpty()) {
      return Optional.empty();
    }
    ChunkList list = decode(encoded.get().get(), base);
    if (list.total() != want.size()) {
      throw new IOException("a chunk list of " + list.total() + " bytes for " + want.size());
    }
    return Optional.of(new Told(list, Optional.of(source.device())));
  }

  private Source.Taker taker(Want want, AtomicReference<Optional<byte[]>> encoded) {
    return new Source.Taker() {
      @Override
      public void here(int part, long size, InputStream in) throws IOException {
        if (size > HEAD + (want.size() / SMALLEST + 1) * PER_CHUNK
            || size > ChunkListCodec.LONGEST) {
          throw new IOException("a chunk list of " + size + " bytes");
        }
        encoded.set(Optional.of(in.readNBytes((int) size)));
        progress.received(size);
      }

      @Override
      public void missing(int part) {
        // Asked of the next device then.
      }
    };
  }

  /** First byte: 0 for a whole list, 1 for the difference to the base that was named. */
  static ChunkList decode(byte[] bytes, Optional<ChunkList> base) throws IOException {
    if (bytes.length == 0) {
      throw new IOException("an empty chunk list");
    }
    byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
    return switch (bytes[0]) {
      case 0 -> ChunkListCodec.decode(rest);
      case 1 ->
          ChunkListCodec.decode(
              rest, base.orElseThrow(() -> new IOException("a difference to no list")));
      default -> throw new IOException("a chunk list of unknown kind " + bytes[0]);
    };
  }

  /** The same from the other side. */
  static byte[] encode(ChunkList list, Optional<Part.Base> asked, ChunkStore chunks) {
    Optional<ChunkList> base =
        asked.flatMap(
            b -> chunks.list(b.content()).filter(l -> ChunkListCodec.digest(l).equals(b.digest())));
    byte[] body =
        base.isPresent() ? ChunkListCodec.encode(list, base.get()) : ChunkListCodec.encode(list);
    byte[] out = new byte[body.length + 1];
    out[0] = (byte) (base.isPresent() ? 1 : 0);
    System.arraycopy(body, 0, out, 1, body.length);
    return out;
  }
}
