package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Path;

/** The two renames that Java cannot say; one implementation per system. */
interface AtomicSwap {
  /** As {@link Fs#publish}. */
  void publish(Path from, Path to) throws IOException;

  /** As {@link Fs#swap}. */
  void swap(Path target, Path staged, Path slot) throws IOException;
}
