package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * For file systems that give a file two names, but whose rename overwrites what it meets: a second
 * name is refused where something stands.
 */
final class LinkSwap implements AtomicSwap {
  private final Runnable between;

  LinkSwap() {
    this(() -> {});
  }

  /**
   * @param between what others do after a file got its second name and before it loses the first
   */
  LinkSwap(Runnable between) {
    this.between = between;
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    boolean canHaveTwo =
        Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(from);
    Optional<Object> key = canHaveTwo ? key(from) : Optional.empty();
    if (!canHaveTwo || !linked(from, to)) {
      // RACE: a directory may only be renamed onto an empty one, so nothing can be lost by that.
      // What a program puts at `to` after the look is overwritten by a file that this system lets
      // have no second name; but left in a slot it would be out of the tree for good.
      renameToFree(from, to);
      return;
    }
    between.run();
    // RACE: a program that replaces `from` between this look and the deletion loses what it wrote
    // there. So what stands in the tree is moved otherwise (`Fs.movesByOneCall`); only a name that
    // we gave, on a disk without case, is passed on by this.
    if (key(from).equals(key)) {
      Files.delete(from);
    }
  }

  /** False where one file may not, as one of somebody else, or not in another directory. */
  private static boolean linked(Path from, Path to) throws IOException {
    try {
      secondName(from, to);
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException told) {
      throw told;
    } catch (IOException | UnsupportedOperationException refused) {
      return false;
    }
  }

  /** A rename: a deletion after a second name would take away what somebody has put there since. */
  @Override
  public void takeOut(Path target, Path slot) throws IOException {
    // The look is for a slot that is not free against all rules; nobody else puts anything there.
    renameToFree(target, slot);
  }

  @Override
  public boolean movesByOneCall() {
    return false;
  }

  private static void renameToFree(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** As {@link Fs#secondName}. */
  static void secondName(Path from, Path to) throws IOException {
    if (Files.isSymbolicLink(from)) {
      // Some systems would give the second name to what it leads to.
      Files.createSymbolicLink(to, Files.readSymbolicLink(from));
    } else {
      Files.createLink(to, from);
    }
  }

  /** Empty where the system does not tell, and nothing can be looked at: Windows. */
  private static Optional<Object> key(Path path) throws IOException {
    var all = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return Optional.ofNullable(all.fileKey());
  }
}
