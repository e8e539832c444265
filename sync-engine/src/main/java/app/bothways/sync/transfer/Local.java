package app.bothways.sync.transfer;

import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.ContentId;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bytes that this disk holds already, in files and in half-done contents. For one thread. */
final class Local implements AutoCloseable {
  private final FolderDisk disk;
  private final Known known;
  private final ContentId being;
  private final Map<ContentId, Open> open = new HashMap<>();

  private static final class Open {
    private Optional<InputStream> in;
    private long at;

    Open(Optional<InputStream> in) {
      this.in = in;
    }
  }

  /**
   * @param being the content that is being put together: what there is of it is no source
   */
  Local(FolderDisk disk, Known known, ContentId being) {
    this.being = being;
    this.disk = disk;
    this.known = known;
  }

  /**
   * Reads {@code count} bytes from the first of these places that has them; nothing is verified.
   */
  boolean read(List<ChunkStore.Place> places, byte[] into, int count) {
    for (ChunkStore.Place place : places) {
      if (read(place, into, count)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a file to look in. */
  boolean holds(ChunkStore.Place place) {
    return opened(place).in.isPresent();
  }

  private Open opened(ChunkStore.Place place) {
    return open.computeIfAbsent(place.content(), _ -> new Open(find(place)));
  }

  private boolean read(ChunkStore.Place place, byte[] into, int count) {
    Open file = opened(place);
    try {
      if (file.in.isPresent() && place.offset() < file.at) {
        close(file);
        file.in = find(place);
        file.at = 0;
      }
      if (file.in.isEmpty()) {
        return false;
      }
      file.in.get().skipNBytes(place.offset() - file.at);
      int n = file.in.get().readNBytes(into, 0, count);
      file.at = place.offset() + n;
      return n == count;
    } catch (IOException unreadable) {
      close(file);
      file.in = Optional.empty();
      return false;
    }
  }

  private Optional<InputStream> find(ChunkStore.Place place) {
    Optional<Observed> there =
        known
            .at(place.path())
            .map(Known.Item::observed)
            .filter(o -> o instanceof Observed.File f && f.content().equals(place.content()));
    if (there.isEmpty()) {
      return place.content().equals(being) ? Optional.empty() : disk.openPartial(place.content());
    }
    try {
      return Optional.of(disk.open(place.path(), there.get()));
    } catch (IOException changed) {
      return Optional.empty();
    }
  }

  private static void close(Open file) {
    try {
      if (file.in.isPresent()) {
        file.in.get().close();
      }
    } catch (IOException already) {
      // It was only read from.
      return;
    }
  }

  @Override
  public void close() {
    open.values().forEach(Local::close);
  }
}
