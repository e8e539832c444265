package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * For file systems that cannot exchange two names: what stands at the target gets a second name in
 * the slot, then the staged file is renamed over it.
 */
final class LinkSwap implements AtomicSwap {
  @Override
  public void publish(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
      Files.createLink(to, from);
      // RACE: a program that replaces `from` between these two lines loses what it wrote there.
      // Only a file of ours or one that was just looked at is ever published from.
      Files.delete(from);
    } else if (Files.isSymbolicLink(from)) {
      Files.createSymbolicLink(to, Files.readSymbolicLink(from));
      Files.delete(from);
    } else {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      // RACE: a directory may only be renamed onto an empty one, so nothing can be lost here.
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    if (Files.isSymbolicLink(target)) {
      Files.createSymbolicLink(slot, Files.readSymbolicLink(target));
    } else {
      Files.createLink(slot, target);
    }
    try {
      // RACE: bytes that a program puts at the target by renaming, between the second name and this
      // line, are overwritten. What it writes into the file is in the slot and will be found.
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      Files.deleteIfExists(slot);
      throw failed;
    }
  }
}
