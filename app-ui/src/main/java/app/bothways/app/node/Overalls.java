package app.bothways.app.node;

import app.bothways.app.Overall;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.State;
import java.util.List;

/** One word for all folders. */
final class Overalls {
  private Overalls() {}

  /**
   * Attention before all, then work, then pause. A folder that waits for devices which are away
   * counts as syncing while something is missing here, else as in sync.
   */
  static Overall of(List<FolderStatus> folders) {
    if (folders.stream().anyMatch(f -> f.state() == State.ERROR || !f.errors().isEmpty())) {
      return Overall.ATTENTION;
    }
    if (folders.stream().anyMatch(Overalls::busy)) {
      return Overall.SYNCING;
    }
    boolean allPaused = folders.stream().allMatch(f -> f.state() == State.PAUSED);
    return allPaused && !folders.isEmpty() ? Overall.PAUSED : Overall.IN_SYNC;
  }

  private static boolean busy(FolderStatus folder) {
    return switch (folder.state()) {
      case SCANNING, SYNCING -> true;
      case WAITING -> folder.need().files() > 0 || folder.need().bytes() > 0;
      case IN_SYNC, PAUSED, ERROR -> false;
    };
  }
}
