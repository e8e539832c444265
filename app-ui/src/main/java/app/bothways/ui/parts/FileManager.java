package app.bothways.ui.parts;

import java.nio.file.Path;

/** The desktop's own way to look at files. Any thread; may wait for another program. */
public interface FileManager {
  /** Opens a file with the program that the person has chosen for its kind. */
  boolean open(Path file);

  /** Shows a file in its directory, or a directory's content; false when nothing could do it. */
  boolean show(Path file);
}
