package app.bothways.sync.disk;

import app.bothways.sync.model.RelPath;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What a {@link LocalDisk} needs to know.
 *
 * @param root the folder's directory
 * @param folder the folder's id as text, kept in the root's marker
 * @param label this device's name for people, used in names of rescued files; characters that no
 *     file name may have are left out
 * @param rescued called, on a thread of the disk, for every file that was given a name of its own
 *     outside of {@link FolderDisk#apply}: after a restart, or because a program wrote to a file
 *     after it had been replaced
 */
public record LocalDiskConfig(
    Path root, String folder, String label, InstantSource clock, Consumer<RelPath> rescued) {
  private static final int MAX_LABEL = 40;

  public LocalDiskConfig {
    String clean = label.replaceAll("[\\p{Cntrl}/\\\\<>:\"|?*(),]", " ").strip();
    int end = Math.min(MAX_LABEL, clean.length());
    clean =
        clean.substring(
            0, end > 0 && Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end);
    label = clean.isBlank() ? "this device" : clean;
  }
}
