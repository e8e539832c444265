package app.bothways.app;

import app.bothways.sync.FolderStatus;
import java.util.List;
import java.util.function.Predicate;

/** Finds the folder that a person means: by id, path, name, or unique prefix of an id. */
public final class FolderNames {
  private FolderNames() {}

  /**
   * @throws Refusal saying what would be right, when none or several fit
   */
  public static FolderStatus find(List<FolderStatus> folders, String given) throws Refusal {
    List<Predicate<FolderStatus>> ways =
        List.of(
            folder -> folder.id().toString().equals(given),
            folder -> folder.path().toString().equals(given),
            folder -> folder.name().equals(given),
            folder -> folder.id().toString().startsWith(given));
    for (Predicate<FolderStatus> way : ways) {
      List<FolderStatus> found = folders.stream().filter(way).toList();
      if (found.size() == 1) {
        return found.getFirst();
      }
      if (found.size() > 1) {
        throw new Refusal(
            Mistake.SEVERAL_FIT,
            "'" + given + "' fits several folders; use the id or the path of the one you mean");
      }
    }
    throw new Refusal(
        Mistake.NO_SUCH_FOLDER,
        folders.isEmpty()
            ? "there is no folder yet; add one with: folder add PATH"
            : "there is no folder '" + given + "'; see: folder list");
  }
}
