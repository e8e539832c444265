package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.guard.Root;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The engine's own directories inside a folder.
 *
 * <ul>
 *   <li>{@code stage/HASH-N} is whole and on disk; one that was there before the program began is
 *       hashed and brought to disk before it is used. {@code stage/HASH-N.part} is being written
 *   <li>{@code stage/HASH.half} is what has come so far of a larger content
 *   <li>{@code trash/N} is a slot: what came out of the tree, or a moment before an exchange what
 *       is going in
 *   <li>{@code journal/N} says what the slots of one batch are
 *   <li>{@code versions/} is {@link Archive}'s
 * </ul>
 *
 * Numbers are never used twice while anything bears them.
 */
public final class Workplace {
  private final Root root;
  private final Fs fs;
  private final AtomicLong next = new AtomicLong(1);
  private volatile boolean made;

  public Workplace(Root root, Fs fs) {
    this.root = root;
    this.fs = fs;
  }

  Root root() {
    return root;
  }

  Fs fs() {
    return fs;
  }

  public Path stage() {
    return root.ours().resolve("stage");
  }

  Path trash() {
    return root.ours().resolve("trash");
  }

  Path journal() {
    return root.ours().resolve("journal");
  }

  Path versions() {
    return root.ours().resolve("versions");
  }

  Path staged(String name) {
    return stage().resolve(name);
  }

  Path slot(long number) {
    return trash().resolve(Long.toString(number));
  }

  long number() {
    return next.getAndIncrement();
  }

  /** No number up to {@code used} is given out again. */
  void reserve(long used) {
    next.accumulateAndGet(used + 1, Math::max);
  }

  /**
   * Makes sure that this is the right root and that the directories are there.
   *
   * @throws DiskException {@code ROOT_MISSING}, {@code ROOT_REPLACED}
   */
  public void ready() throws IOException {
    checkRoot();
    if (!made) {
      makeDirectories();
    }
  }

  /**
   * @throws DiskException {@code ROOT_MISSING}, {@code ROOT_REPLACED}
   */
  void checkRoot() throws DiskException {
    var error = root.check();
    if (error.isPresent()) {
      throw new DiskException(error.get());
    }
  }

  /**
   * Whether anything was ever changed in this root. Makes nothing: a disk may be full.
   *
   * @throws DiskException {@code ROOT_MISSING}, {@code ROOT_REPLACED}
   */
  boolean isUsed() throws IOException {
    checkRoot();
    try {
      fs.lstat(journal());
      return true;
    } catch (NoSuchFileException never) {
      return false;
    }
  }

  /** The same without a look at the root: for what is done in our own directories only. */
  void readyForOurs() throws IOException {
    if (!made) {
      ready();
    }
  }

  /** Something that a step needs is not there: it may be one of these directories. */
  void lookAgain() {
    made = false;
  }

  /**
   * A failure in our own directories, in the words of the root when that is the matter.
   *
   * @return what to throw
   */
  DiskException failure(IOException failed) {
    lookAgain();
    return root.check()
        .map(error -> new DiskException(error, failed))
        .orElseGet(() -> new DiskException(DiskErrors.writing("", failed), failed));
  }

  private void makeDirectories() throws IOException {
    for (Path directory : new Path[] {stage(), trash(), journal()}) {
      try {
        fs.makeDir(directory);
      } catch (FileAlreadyExistsException asUsual) {
        continue;
      }
    }
    made = true;
  }
}
