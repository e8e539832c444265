package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Partial;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Stored;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whole files waiting to be put at their places. Many threads may stage at once; what they wrote is
 * brought to disk by {@code syncers}, several files at a time, since one after the other would be
 * ten times slower.
 */
public final class Stage {
  static final String UNFINISHED = ".part";
  private static final int BUFFER = 128 * 1024;
  static final String HALF = ".half";

  private static final int MOST_ALIKE = 4;

  private final Workplace workplace;
  private final Map<ContentId, Queue<Staged>> leftovers = new ConcurrentHashMap<>();
  private final Set<ContentId> open = ConcurrentHashMap.newKeySet();
  private final Space space;
  private final GroupSync group;

  /** Files are made in one directory one by one; threads that wait in the system for it spin. */
  private final ReentrantLock making = new ReentrantLock();

  public Stage(Workplace workplace, ExecutorService syncers) {
    this.workplace = workplace;
    space = new Space(workplace);
    group = new GroupSync(workplace.fs(), workplace.stage(), syncers);
  }

  Workplace workplace() {
    return workplace;
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#stage}. */
  public Staged stage(InputStream in, long size, ContentId content) throws IOException {
    workplace.readyForOurs();
    try (var _ = room(size)) {
      return write(in, size, content);
    } catch (DiskException known) {
      throw known;
    } catch (IOException failed) {
      throw workplace.failure(failed);
    }
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#stageAll}. */
  public List<Stored> stageAll(List<Stored.Small> contents) {
    try {
      workplace.readyForOurs();
      long bytes = contents.stream().mapToLong(c -> c.bytes().length).sum();
      try (var _ = room(bytes);
          var batch = new StageBatch(this, group)) {
        making.lock();
        try {
          contents.forEach(batch::add);
        } finally {
          making.unlock();
        }
        return batch.finish();
      }
    } catch (IOException failed) {
      var error = failed instanceof DiskException known ? known : workplace.failure(failed);
      return contents.stream().<Stored>map(_ -> new Stored.Failed(error.error())).toList();
    }
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#partial}. */
  public Partial partial(ContentId content, long size) throws IOException {
    workplace.readyForOurs();
    if (!open.add(content)) {
      throw new IOException("this content is being written already");
    }
    try {
      return half(content, size);
    } catch (DiskException known) {
      open.remove(content);
      throw known;
    } catch (IOException failed) {
      open.remove(content);
      throw workplace.failure(failed);
    }
  }

  private Partial half(ContentId content, long size) throws IOException {
    Path half = halfOf(content);
    Optional<Meta> left = left(half);
    Space.Promise room = room(Math.max(0, size - left.map(Meta::size).orElse(0L)));
    try {
      FileChannel channel =
          left.isPresent() ? workplace.fs().reopen(half) : workplace.fs().create(half);
      var wanted = new HalfFile.Wanted(content, size, half, left.isPresent());
      return new HalfFile(this, wanted, channel, room);
    } catch (IOException | RuntimeException failed) {
      room.close();
      throw failed;
    }
  }

  /** What is left of earlier runs only spares the network, and goes where room is short. */
  Space.Promise room(long bytes) throws IOException {
    try {
      return space.promise(bytes);
    } catch (DiskException full) {
      if (full.error().code() != ErrorCode.DISK_FULL || !dropLeftovers()) {
        throw full;
      }
      return space.promise(bytes);
    }
  }

  private boolean dropLeftovers() {
    boolean some = false;
    for (Queue<Staged> alike : leftovers.values()) {
      for (Staged next = alike.poll(); next != null; next = alike.poll()) {
        discard(next);
        some = true;
      }
    }
    return some;
  }

  private Path halfOf(ContentId content) {
    return workplace.staged(content + HALF);
  }

  private Optional<Meta> left(Path half) throws IOException {
    try {
      Meta meta = workplace.fs().lstat(half);
      if (meta.kind() == Meta.Kind.FILE && meta.links() == 1) {
        return Optional.of(meta);
      }
      workplace.fs().delete(half);
      return Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#openPartial}. */
  public Optional<InputStream> openHalf(ContentId content) {
    try {
      return left(halfOf(content)).isPresent()
          ? Optional.of(workplace.fs().openRead(halfOf(content)))
          : Optional.empty();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#dropPartial}. */
  public void dropHalf(ContentId content) {
    if (open.add(content)) {
      deleteQuietly(halfOf(content));
      open.remove(content);
    }
  }

  void closed(ContentId content) {
    open.remove(content);
  }

  /** A file that is whole and on disk gets a name that says so. */
  Staged whole(Path file, ContentId content, long size) throws IOException {
    String name = content + "-" + workplace.number();
    workplace.fs().publish(file, workplace.staged(name));
    return new Staged(name, size, content);
  }

  private Staged write(InputStream in, long size, ContentId content) throws IOException {
    String name = content + "-" + workplace.number();
    Path part = workplace.staged(name + UNFINISHED);
    Fs fs = workplace.fs();
    try {
      try (FileChannel channel = fs.create(part)) {
        copy(in, size, content, channel);
        group.sync(List.of(part));
      }
      // CRASH: a name without the suffix means that the content is whole and on disk.
      fs.publish(part, workplace.staged(name));
      return new Staged(name, size, content);
    } catch (IOException failed) {
      deleteQuietly(part);
      throw failed;
    }
  }

  private static void copy(InputStream in, long size, ContentId content, FileChannel out)
      throws IOException {
    MessageDigest digest = Hasher.sha256();
    byte[] buffer = new byte[Math.clamp(size + 1, 1, BUFFER)];
    long written = 0;
    while (written <= size) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, size - written + 1));
      if (n < 0) {
        break;
      }
      digest.update(buffer, 0, n);
      Holes.write(out, buffer, n, written);
      written += n;
    }
    Holes.reach(out, written);
    if (written != size || !ContentId.of(digest.digest()).equals(content)) {
      String detail = written == size ? "other content" : "other length than " + size + " bytes";
      throw new DiskException(DiskErrors.make(ErrorCode.CONTENT_DAMAGED, "", detail));
    }
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#staged}; each leftover is handed out once. */
  public Optional<Staged> leftover(ContentId content) {
    Queue<Staged> queue = leftovers.getOrDefault(content, new ConcurrentLinkedQueue<>());
    for (Staged next = queue.poll(); next != null; next = queue.poll()) {
      try {
        Path file = workplace.staged(next.name());
        if (isOursAlone(file) && Hasher.hash(workplace.fs(), file).equals(content)) {
          group.sync(List.of(file));
          return Optional.of(next);
        }
      } catch (IOException unreadable) {
        // As good as none: it is fetched again.
      }
      discard(next);
    }
    return Optional.empty();
  }

  /**
   * A step may have failed after it had given the file its name in the tree. Used once more, one
   * file would stand there under two names, and an edit of the one change the other.
   */
  private boolean isOursAlone(Path file) throws IOException {
    Meta meta = workplace.fs().lstat(file);
    return meta.kind() == Meta.Kind.FILE && meta.links() == 1;
  }

  /** A whole file of an earlier run or step. More than a few of one content only fill the disk. */
  void adopt(Staged staged) {
    Queue<Staged> same =
        leftovers.computeIfAbsent(staged.content(), c -> new ConcurrentLinkedQueue<>());
    if (same.size() < MOST_ALIKE) {
      same.add(staged);
    } else {
      discard(staged);
    }
  }

  /** A whole file that was on its way into the tree when the program ended. */
  void putBack(Path slot, ContentId content) throws IOException {
    Meta meta = workplace.fs().lstat(slot);
    String name = content + "-" + workplace.number();
    workplace.fs().publish(slot, workplace.staged(name));
    adopt(new Staged(name, meta.size(), content));
  }

  public void discard(Staged staged) {
    deleteQuietly(workplace.staged(staged.name()));
  }

  void deleteQuietly(Path file) {
    try {
      workplace.fs().delete(file);
    } catch (IOException gone) {
      // Nothing to take away, or it goes at the next start.
      return;
    }
  }
}
