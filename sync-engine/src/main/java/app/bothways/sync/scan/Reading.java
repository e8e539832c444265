package app.bothways.sync.scan;

import app.bothways.sync.chunk.ChunkSizes;
import app.bothways.sync.chunk.Sweep;
import app.bothways.sync.disk.Chunking;
import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.guard.Scrambled;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Reads one file's content between two equal looks at its metadata, so that the content id belongs
 * to the stamp. Any thread.
 *
 * @param chunking takes the chunk lists of larger files
 * @param read told of every piece that was read; may throw to stop
 * @param scrambled told of files that have become noise
 */
record Reading(Scanner scanner, Chunking chunking, LongConsumer read, Consumer<RelPath> scrambled) {
  /** After the first, for which the listing was enough. */
  private static final int TRIES = 3;

  private static final long NANOS = 1_000_000_000L;
  private static final Duration PAUSE = Duration.ofMillis(40);

  /** Empty when it is as known, or came and went since the directory was read. */
  Optional<Finding> of(Listing.Item listed, Optional<Known.Item> known, HeldParent parents) {
    RelPath path = listed.path();
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        Path file = parents.of(path).resolve(path.name());
        Optional<Observed> quick = attempt == 1 ? asListed(listed, file) : Optional.empty();
        Optional<Observed> now = quick.isPresent() ? quick : once(path, file);
        if (now.isPresent()) {
          if (known.isPresent() && isNoise(path, file, known.get().observed(), now.get())) {
            scrambled.accept(path);
          }
          return known.filter(k -> k.observed().equals(now.get())).isPresent()
              ? Optional.empty()
              : Optional.of(new Finding.Present(path, now.get()));
        }
      } catch (NoSuchFileException | NotDirectoryException gone) {
        return known.map(k -> changing(path));
      } catch (IOException failed) {
        return Optional.of(new Finding.Unknown(path, DiskErrors.reading(path.toString(), failed)));
      }
      parents.close();
      LockSupport.parkNanos(PAUSE.toNanos() * attempt);
    }
    return Optional.of(changing(path));
  }

  /** Only a change counts: what comes new is what it is. */
  private boolean isNoise(RelPath path, Path file, Observed before, Observed now)
      throws IOException {
    boolean changed =
        before instanceof Observed.File was
            && now instanceof Observed.File is
            && !was.content().equals(is.content());
    if (!changed || !Scrambled.tells(path.name())) {
      return false;
    }
    try (InputStream in = scanner.fs().openRead(file)) {
      return Scrambled.looks(path.name(), in.readNBytes(Scrambled.HEAD));
    }
  }

  /**
   * A small file is read at once: the look with which its directory was listed is the first of the
   * two. Empty where that does not do, for whatever reason.
   */
  private Optional<Observed> asListed(Listing.Item listed, Path file) {
    Meta before = listed.meta();
    if (chunking.sizes(listed.path(), before.size()).isPresent()) {
      return Optional.empty();
    }
    try {
      Instant readAt = scanner.clock().instant();
      Optional<ContentId> content = Hasher.hashSmall(scanner.fs(), file, before.size(), read);
      return content.isPresent() && isAs(before, scanner.fs().lstat(file))
          ? content.map(c -> new Observed.File(Stamps.read(before, readAt), c))
          : Optional.empty();
    } catch (IOException other) {
      // What it has become, another look tells.
      return Optional.empty();
    }
  }

  private Optional<Observed> once(RelPath path, Path file) throws IOException {
    Meta before = scanner.fs().lstat(file);
    if (before.kind() != Meta.Kind.FILE) {
      return Optional.empty();
    }
    Optional<ChunkSizes> sizes = chunking.sizes(path, before.size());
    return sizes.isPresent() ? larger(path, file, before, sizes.get()) : small(file, before);
  }

  private Optional<Observed> small(Path file, Meta before) throws IOException {
    Instant readAt = scanner.clock().instant();
    ContentId content = Hasher.hash(scanner.fs(), file, before.size(), read);
    return isAs(before, scanner.fs().lstat(file))
        ? Optional.of(new Observed.File(Stamps.read(before, readAt), content))
        : Optional.empty();
  }

  /** A file that was replaced meanwhile has another key, one that was written another time. */
  private static boolean isAs(Meta before, Meta after) {
    return Stamps.of(before).equals(Stamps.of(after));
  }

  private Optional<Observed> larger(RelPath path, Path file, Meta before, ChunkSizes sizes)
      throws IOException {
    Lately lately = scanner.readers().lately();
    Optional<Lately.Read> earlier =
        lately.take(before, sizes).filter(read -> isBornBefore(file, read.at()));
    Optional<Lately.Read> now = earlier.isPresent() ? earlier : sweep(file, before, sizes);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    try {
      Meta after = scanner.fs().lstat(file);
      if (!isAs(before, after)) {
        if (after.fileKey() != before.fileKey()) {
          lately.keep(before, now.get());
        }
        return Optional.empty();
      }
    } catch (NoSuchFileException renamed) {
      lately.keep(before, now.get());
      throw renamed;
    }
    Sweep.Swept swept = now.get().swept();
    chunking.chunked(path, swept.content(), swept.chunks());
    // RACE: a rename between the looks hides a change whose time was put back; so it is read again
    // soon, as whatever was renamed is.
    Stamp stamp =
        earlier.isPresent()
            ? Stamps.unread(Stamps.of(before))
            : Stamps.read(before, now.get().at());
    return Optional.of(new Observed.File(stamp, swept.content()));
  }

  /** Not a later file to which the system gave the same identity. */
  private boolean isBornBefore(Path file, Instant moment) {
    try {
      long born = scanner.fs().bornNanos(file);
      return born != 0 && born <= moment.getEpochSecond() * NANOS + moment.getNano();
    } catch (IOException cannotTell) {
      return false;
    }
  }

  /** Empty when it was written to meanwhile. */
  private Optional<Lately.Read> sweep(Path file, Meta before, ChunkSizes sizes) throws IOException {
    Instant readAt = scanner.clock().instant();
    try (InputStream in = scanner.fs().openRead(file)) {
      var watched = new Unchanged(scanner.fs(), file, before, read);
      return Optional.of(new Lately.Read(Sweep.of(in, sizes, watched), readAt));
    } catch (Unchanged.Changed changed) {
      return Optional.empty();
    }
  }

  private static Finding changing(RelPath path) {
    return new Finding.Unknown(
        path,
        DiskErrors.make(
            ErrorCode.CHANGED_WHILE_READ, path.toString(), "a program is still writing it"));
  }
}
