package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The renames that Java cannot say; one implementation per system, and some for file systems that
 * know less.
 */
interface AtomicSwap {
  /** As {@link Fs#publish}. */
  void publish(Path from, Path to) throws IOException;

  /** As {@link Fs#takeOut}. */
  default void takeOut(Path target, Path slot) throws IOException {
    publish(target, slot);
  }

  /**
   * As {@link Fs#swap}. Here for file systems that cannot exchange names: by two renames, neither
   * of which takes anything away unseen. A rename over the target would never leave its name free,
   * but overwrite what a program had put there since it was looked at.
   *
   * <p>CRASH: between them the old file is in the slot only, from where recovery puts it back.
   */
  default void swap(Path target, Path staged, Path slot) throws IOException {
    takeOut(target, slot);
    try {
      publish(staged, target);
    } catch (IOException failed) {
      // RACE: what a program put there meanwhile stays; the old bytes are in the slot then.
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        publish(slot, target);
      }
      throw failed;
    }
  }

  /** As {@link Fs#movesByOneCall}. */
  default boolean movesByOneCall() {
    return true;
  }
}
