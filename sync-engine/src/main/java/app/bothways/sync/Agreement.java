package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until a folder is in sync with every connected member; also while it is opened anew. */
record Agreement(OpenFolders folders, Sessions sessions) {
  private static final Duration MEMBER_GRACE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Agreement.class);

  /** As {@link SyncEngine#awaitInSync}. */
  boolean await(FolderId id, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    awaitMember(id, Math.min(end, System.nanoTime() + MEMBER_GRACE.toNanos()));
    while (true) {
      Optional<FolderRuntime> folder = folders.running(id);
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        if (folder.isPresent() && folder.get().awaitInSync(left)) {
          return true;
        }
      } catch (java.util.concurrent.CancellationException reopened) {
        LOG.debug("folder {} was opened anew while it was waited for", id);
      }
      Thread.sleep(Math.min(50, Math.max(1, left / 1_000_000)));
    }
  }

  /**
   * A device that was just started, or whose partner was, meets the others within seconds; to say
   * "in sync" before that would be true of nobody.
   */
  private void awaitMember(FolderId id, long end) throws InterruptedException {
    while (System.nanoTime() < end && waitsForMember(id)) {
      Thread.sleep(50);
    }
  }

  private boolean waitsForMember(FolderId id) {
    Set<NodeId> members = folders.running(id).map(FolderRuntime::members).orElse(Set.of());
    return !members.isEmpty() && members.stream().noneMatch(sessions::connected);
  }
}
