package app.bothways.ui.folder;

import app.bothways.sync.FolderMode;
import app.bothways.sync.model.SyncError;
import app.bothways.ui.folders.FolderRow;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.Figure;
import java.util.List;
import java.util.Optional;

/**
 * One folder as its page shows it.
 *
 * @param row what the list of folders shows of it, too
 * @param path where it lies, as people write it
 * @param held many changes at once that wait for a person
 * @param problems at most {@link FolderRow#SHOWN}; without what is held
 * @param notTaken how many names others have otherwise, where this device only sends
 * @param localOnly how many names were changed here only, where it only receives
 */
record FolderPage(
    FolderRow row,
    String path,
    Facts facts,
    FolderMode mode,
    List<Member> members,
    Optional<SyncError> held,
    List<SyncError> problems,
    int problemCount,
    int conflicts,
    long notTaken,
    long localOnly) {
  FolderPage {
    members = List.copyOf(members);
    problems = List.copyOf(problems);
  }

  /** The figures at the top: a number and what it is of. */
  record Facts(Figure here, Figure all, Figure coming, Figure rate) {}

  /**
   * Another device that has the folder.
   *
   * @param fraction how much of it, 0 to 1
   */
  record Member(String id, String name, Badge badge, double fraction, String has) {}
}
