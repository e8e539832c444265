package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * For file systems that can neither exchange names nor give a file two of them (exFAT on most
 * systems): two renames. CRASH: between them the old file is in the slot only, from where recovery
 * puts it back.
 */
final class PlainSwap implements AtomicSwap {
  @Override
  public void publish(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    // RACE: what a program puts at `to` after the look is overwritten. Such file systems offer
    // nothing better.
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    publish(target, slot);
    try {
      publish(staged, target);
    } catch (IOException failed) {
      // What a program put there meanwhile stays; then the old bytes get a name of their own.
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        publish(slot, target);
      }
      throw failed;
    }
  }
}
