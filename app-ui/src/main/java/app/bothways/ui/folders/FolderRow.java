package app.bothways.ui.folders;

import app.bothways.sync.model.SyncError;
import app.bothways.ui.parts.Badge;
import java.util.List;
import java.util.Optional;

/**
 * One folder as its row shows it.
 *
 * @param id the folder id, as {@link app.bothways.app.App} takes it
 * @param devices who has it, such as {@code 3 devices}
 * @param deviceNames all of them, for those who look closer
 * @param progress present while files are under way; then the badge is not shown
 * @param shared whether another device has it
 * @param problems at most {@link #SHOWN}
 * @param problemCount all of them
 * @param shareWith devices that do not have the folder yet
 */
public record FolderRow(
    String id,
    int index,
    String name,
    String detail,
    String devices,
    String deviceNames,
    Badge badge,
    Optional<Progress> progress,
    boolean paused,
    boolean shared,
    List<SyncError> problems,
    int problemCount,
    List<Target> shareWith) {
  /** So many problems are listed; more would only be slow to show and longer than anyone reads. */
  public static final int SHOWN = 50;

  public FolderRow {
    problems = List.copyOf(problems);
    shareWith = List.copyOf(shareWith);
  }

  /**
   * @param fraction 0 to 1
   * @param percent never 100 before the end
   * @param text what is going on
   * @param pace rate and time left, empty when neither is known
   */
  public record Progress(double fraction, String percent, String text, String pace) {}

  /** A device to share with. */
  public record Target(String id, String name) {}
}
