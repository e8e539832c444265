package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * For file systems that can neither exchange names, nor refuse to overwrite one, nor give a file
 * two of them (exFAT by FUSE).
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
}
